import type { Definition } from '#core/flows/definition.ts'
import type { Endpoint } from '#core/flows/flow.ts'
import type { FlowStatus as DomainStatus } from '#core/flows/lifecycle.ts'
import type { Trigger } from '#core/flows/trigger.ts'
import type { Call } from '#runtime/invocation/context.ts'
import type * as t from '#runtime/declarations/schema.ts'
import type { Configuration } from './flow-configuration.ts'
import type { FlowStatus, TriggerType } from './types.ts'

/** AppFlow's words for what the domain calls otherwise; total, so a forgotten state does not compile. */
export const wireStatus: Readonly<Record<DomainStatus, t.Of<typeof FlowStatus>>> = {
  draft: 'Draft',
  inactive: 'Suspended',
  starting: 'Active',
  active: 'Active',
  paused: 'Suspended',
  stopping: 'Suspended',
  errored: 'Errored',
}

export const wireTrigger: Readonly<Record<Trigger['kind'], t.Of<typeof TriggerType>>> = {
  'on-demand': 'OnDemand',
  schedule: 'Scheduled',
  event: 'Event',
  webhook: 'Event',
}

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
  const settings = { sourceFlowConfig, destinationFlowConfigList, tasks }
  return {
    steps: [{ id: 'transfer', component: transferComponent, settings }],
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

const transferComponent = 's3-transfer'

export const flowArn = ({ region, accountId }: Pick<Call, 'region' | 'accountId'>, name: string): string =>
  `arn:aws:appflow:${region}:${accountId}:flow/${name}`

/** What a list shows of an end without its configuration. */
export const sourceOf = ({ sourceFlowConfig }: Configuration): Endpoint => ({
  kind: sourceFlowConfig.connectorType,
  label: labelOf(sourceFlowConfig),
})
export const destinationOf = ({ destinationFlowConfigList: [destination] }: Configuration): Endpoint | undefined =>
  destination && { kind: destination.connectorType, label: labelOf(destination) }

const labelOf = (end: Record<string, unknown>): string | undefined =>
  typeof end.connectorLabel === 'string' ? end.connectorLabel : undefined
