import type { Change } from '../change.ts'
import { createPointer, countFlow, shortened } from './create-flow.ts'
import { createDefinition } from './create-definition.ts'
import type { Flow } from './flow.ts'
import { formerDefinition, isFormerForm } from './former-form.ts'

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
