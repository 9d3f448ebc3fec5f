import type { Change } from '../change.ts'
import { isDue } from './arm-schedule.ts'
import type { Flow } from './flow.ts'

/**
 * Notes that a flow was due, once for each due time. Undefined when it does not count: another incarnation, not active
 * any more, a time noted before, or none of the flow's.
 */
export function recordDue(flow: Flow, id: string, dueAt: string) {
  const at = new Date(dueAt).toISOString()
  const isNew = flow.lastDueAt === undefined || flow.lastDueAt < at
  if (flow.id !== id || flow.status !== 'active' || !isNew || !isDue(flow, at)) return undefined
  const change = [{ kind: 'update', entity: 'flow', before: flow, set: { lastDueAt: at } }] as const satisfies Change
  return { change }
}
