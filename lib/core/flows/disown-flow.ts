import type { Patch, Update } from '../change.ts'
import { judge } from '../lifecycle.ts'
import type { Flow } from './flow.ts'
import { flowLifecycle } from './lifecycle.ts'

/**
 * Takes an owner who is gone from a flow. One that nobody owns any more is stopped, where it was to accept triggers. No change
 * for a flow of others.
 */
export function disownFlow(flow: Flow, ownerId: string, at: string): { change: Update<'flow'>[] } {
  if (!flow.owners.includes(ownerId)) return { change: [] }
  const owners = flow.owners.filter((owner) => owner !== ownerId)
  const set: Patch<'flow'> = {
    owners,
    ...(owners.length === 0 ? stopping(flow, at) : {}),
    updatedAt: at,
    updatedBy: 'relay',
  }
  return { change: [{ kind: 'update', entity: 'flow', before: flow, set }] }
}

function stopping(flow: Flow, at: string): Patch<'flow'> {
  const isOn = flow.status === 'active' || flow.status === 'starting'
  const { beginStop } = flowLifecycle.moves
  return isOn && judge(beginStop, { ...flow }) === 'applies' ? { status: beginStop.to, since: at } : {}
}
