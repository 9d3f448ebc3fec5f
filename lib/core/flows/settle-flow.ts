import type { Change, Patch, Update } from '../change.ts'
import { judge } from '../lifecycle.ts'
import type { Flow } from './flow.ts'
import { flowLifecycle, type FlowLifecycleMove } from './lifecycle.ts'

/** A flow in a state that it only passes through: what moves it on is the relay, when that has done its part. */
export const isPassing = ({ status }: Pick<Flow, 'status'>): boolean => status === 'starting' || status === 'stopping'

/**
 * Moves a flow on that is starting or stopping, as it was when it was looked at; one that has failed to start becomes errored,
 * for that reason. No change where it has moved on already.
 */
export function settleFlow(flow: Flow, at: string, failure?: string) {
  if (!isPassing(flow)) return { change: [] }
  const move =
    failure !== undefined && flow.status === 'starting'
      ? flowLifecycle.moves.fail
      : flowLifecycle.moves[flow.status === 'starting' ? 'started' : 'stopped']
  if (judge(move, { ...flow }) !== 'applies') return { change: [] }
  return { change: [settled(flow, move, at, failure)] as const satisfies Change }
}

/** A move of the relay's, as a write. `failure`: why, of one to `errored`. */
export function settled(flow: Flow, move: FlowLifecycleMove, at: string, failure?: string): Update<'flow'> {
  const set: Patch<'flow'> = {
    status: move.to,
    ...Object.fromEntries((move.stamps ?? []).map((name) => [name, at])),
    ...Object.fromEntries((move.clears ?? []).map((name) => [name, undefined])),
    ...Object.fromEntries(Object.entries(move.copies ?? {}).map(([to, from]) => [to, flow[from]])),
    ...Object.fromEntries((move.raises ?? []).map((name) => [name, Number(flow[name] ?? 0) + 1])),
    ...(move.to === 'errored' ? { statusMessage: failure } : {}),
    updatedAt: at,
    updatedBy: 'relay',
  }
  return { kind: 'update', entity: 'flow', before: flow, set }
}
