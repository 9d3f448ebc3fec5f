import type { Change } from '../change.ts'
import { createPointer, countFlow, shortened } from './create-flow.ts'
import { createDefinition } from './create-definition.ts'
import type { Definition } from './definition.ts'
import type { Flow } from './flow.ts'

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
      { id: 'transfer', component: 's3-transfer', settings: { sourceFlowConfig, destinationFlowConfigList, tasks } },
    ],
    links: [],
    description,
    details: { ...details, appflow: rest },
  }
}

/** The members that an item of the former form gets with its next update, and what is written beside it. */
export function presentForm(flow: Flow): {
  set: Partial<Omit<Flow, 'tenant' | 'version'>>
  beside: ReturnType<typeof writesBeside>
} {
  if (!isFormerForm(flow)) return { set: {}, beside: [] }
  const { key, handle, label, madeBy, owners, since, definitionVersion, startedVersion, description } = flow
  const set = { key, handle, label, madeBy, owners, since, definitionVersion, startedVersion }
  return { set: { ...set, description: shortened(description), details: undefined }, beside: writesBeside(flow) }
}

const writesBeside = (flow: Flow) => {
  const { tenant, id, key } = flow
  const [ofTenant] = countFlow(flow, 1)
  return [createPointer({ tenant, id, key }), ...(ofTenant ? [ofTenant] : [])]
}

/** Brings an item of the former form to the present one, and gives the flow to the user who made it. */
export function migrateFlow(flow: Flow, ownerId: string | undefined) {
  const { set, beside } = presentForm(flow)
  const owners = ownerId === undefined ? [] : [ownerId]
  return [
    { kind: 'update', entity: 'flow', before: flow, set: { ...set, owners } },
    ...beside,
    ...createDefinition(flow, flow.definitionVersion, formerDefinition(flow)),
  ] as const satisfies Change
}
