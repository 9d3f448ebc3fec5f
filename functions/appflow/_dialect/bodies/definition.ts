import type { Definition } from '#core/flows/definition.ts'
import type { Endpoint } from '#core/flows/flow.ts'
import { transferComponent, transferStepId } from '#core/flows/transfer-step.ts'
import type { Configuration } from './configuration.ts'

/** What AppFlow alone can express of a flow: `details.appflow`. */
export interface AppflowDetails extends Configuration {
  kmsArn?: string
  metadataCatalogConfig?: Record<string, unknown>
  schemaVersion: number
}

/** A configuration as a definition: what moves the records is the settings of one step, the rest is AppFlow's own. */
export function toDefinition(
  { sourceFlowConfig, destinationFlowConfigList, tasks, ...own }: AppflowDetails,
  description: string | undefined,
): Definition {
  // The transfer names folders after the version of the schema.
  const settings = { sourceFlowConfig, destinationFlowConfigList, tasks, schemaVersion: own.schemaVersion }
  return {
    steps: [{ id: transferStepId, component: transferComponent, settings }],
    links: [],
    description,
    details: { appflow: own },
  }
}

/** The other way round; of a flow made through another dialect, what AppFlow can express. */
export const detailsOf = ({ steps, details }: Definition): Partial<AppflowDetails> => ({
  ...(details.appflow as Partial<AppflowDetails> | undefined),
  ...steps.find(({ component }) => component === transferComponent)?.settings,
})

/** What a list shows of an end without its configuration. */
export const sourceOf = ({ sourceFlowConfig }: Configuration): Endpoint => ({
  kind: sourceFlowConfig.connectorType,
  label: labelOf(sourceFlowConfig),
})
export const destinationOf = ({ destinationFlowConfigList: [destination] }: Configuration): Endpoint | undefined =>
  destination && { kind: destination.connectorType, label: labelOf(destination) }

const labelOf = (end: Record<string, unknown>): string | undefined =>
  typeof end.connectorLabel === 'string' ? end.connectorLabel : undefined
