import type { Change } from '../change.ts'
import type { Flow } from './flow.ts'
import { flowLifecycle } from './lifecycle.ts'

/** Moves a flow to `errored`, with the cause. No change of one that is in no state to fail. */
export function failFlow(flow: Flow, statusMessage: string, at: string) {
  const { from, to } = flowLifecycle.moves.fail
  if (!from.includes(flow.status)) return { change: [] }
  const set = { status: to, since: at, statusMessage, drains: undefined, updatedAt: at, updatedBy: 'relay' }
  const change = [{ kind: 'update', entity: 'flow', before: flow, set }] as const satisfies Change
  return { change }
}
