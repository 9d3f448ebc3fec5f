import type { Definition } from './definition.ts'
import type { Flow } from './flow.ts'
import { transferComponent, transferStepId } from './transfer-step.ts'

/**
 * Flows whose items have the form of before docs/decisions/0042: the name as key, the definition inside, no pointer from
 * the id. They were all made through AppFlow. `presentFlow` fills in what such an item lacks, so that readers see one form.
 */
export const isFormerForm = (flow: Pick<Flow, 'details'>): boolean => flow.details !== undefined

type FormerMembers = Pick<Flow, 'updatedAt' | 'activatedAt' | 'status'> & { name: string; since?: string }

/** The members that a flow has now, of an item of the former form or of its row in a list. */
export function presentFlow({ name, ...former }: FormerMembers): Omit<Flow, 'tenant' | 'id'> {
  const since = former.since ?? ((former.status === 'active' && former.activatedAt) || former.updatedAt)
  return {
    ...(former as Omit<Flow, 'tenant' | 'id'>),
    key: name,
    handle: name,
    label: name,
    madeBy: 'appflow',
    owners: [],
    since,
    definitionVersion: 1,
    startedVersion: 1,
  }
}

/** The definition inside an item of the former form: the configuration was one member, the graph has it as a step. */
export function formerDefinition({ description, details = {} }: Pick<Flow, 'description' | 'details'>): Definition {
  const { sourceFlowConfig, destinationFlowConfigList, tasks, ...rest } = (details.appflow ?? {}) as Record<
    string,
    unknown
  >
  return {
    steps: [
      {
        id: transferStepId,
        component: transferComponent,
        settings: { sourceFlowConfig, destinationFlowConfigList, tasks, schemaVersion: rest.schemaVersion },
      },
    ],
    links: [],
    description,
    details: { ...details, appflow: rest },
  }
}
