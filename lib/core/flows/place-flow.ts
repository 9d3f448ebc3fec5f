import type { Actor } from '../actor.ts'
import type { Change, Patch } from '../change.ts'
import { DomainError } from '../errors.ts'
import type { Flow } from './flow.ts'
import { besidePresentForm, presentMembers } from './migrate-flow.ts'
import { placementMembers, type Placement } from './placement.ts'

const placeable: readonly Flow['status'][] = ['draft', 'inactive', 'errored']

/**
 * Says where a flow runs from its next start on. Refused with `flow-not-placeable` while it is started, and of a flow that is run
 * on demand: that is the service's.
 */
export function placeFlow(flow: Flow, placement: Placement, { at, name: by }: Actor) {
  if (flow.triggerKind === 'on-demand' && placement.kind !== 'service')
    throw new DomainError('flow-not-placeable', `Flow ${flow.handle} is run on demand, by the service.`)
  if (flow.triggerKind !== 'on-demand' && !placeable.includes(flow.status)) {
    throw new DomainError('flow-not-placeable', `Flow ${flow.handle} is ${flow.status}. Stop it before it is placed.`, {
      status: flow.status,
    })
  }
  const set: Patch<'flow'> = {
    ...presentMembers(flow),
    ...placementMembers(placement, flow.triggerKind),
    updatedAt: at,
    updatedBy: by,
  }
  const change = [
    { kind: 'update', entity: 'flow', before: flow, set },
    ...besidePresentForm(flow).change,
  ] as const satisfies Change
  return { after: { ...flow, ...set, version: flow.version + 1 }, change }
}
