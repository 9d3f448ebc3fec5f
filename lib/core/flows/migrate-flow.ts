import type { Change, Patch } from '../change.ts'
import { countFlow } from './count-flow.ts'
import { createPointer, shortened } from './create-flow.ts'
import { createDefinition } from './create-definition.ts'
import type { Flow } from './flow.ts'
import { formerDefinition, isFormerForm } from './former-form.ts'

/** The members that an item of the former form gets with its next update; none of one that has them. */
export function presentMembers(flow: Flow): Patch<'flow'> {
  if (!isFormerForm(flow)) return {}
  const { key, handle, label, madeBy, owners, since, definitionVersion, startedVersion, description } = flow
  const identity = { key, handle, label, madeBy, owners }
  return {
    ...identity,
    since,
    definitionVersion,
    startedVersion,
    description: shortened(description),
    details: undefined,
  }
}

/** What is written beside such an update: what a new flow has had from the start. */
export function besidePresentForm(flow: Flow) {
  const { tenant, id, key } = flow
  const change = [createPointer({ tenant, id, key }), countFlow(flow, 1).change[0]] as const satisfies Change
  return { change: isFormerForm(flow) ? change : [] }
}

/** Brings an item of the former form to the present one, and gives the flow to the user who made it. */
export function migrateFlow(flow: Flow, ownerId: string | undefined) {
  const owners = ownerId === undefined ? [] : [ownerId]
  const change = [
    // With the time of its last change it is among the changes from then on.
    {
      kind: 'update',
      entity: 'flow',
      before: flow,
      set: { ...presentMembers(flow), owners, updatedAt: flow.updatedAt },
    },
    ...besidePresentForm(flow).change,
    ...createDefinition(flow, flow.definitionVersion, formerDefinition(flow)).change,
  ] as const satisfies Change
  return { change }
}
