import type { Run, RunStatus } from './run.ts'

const types: Readonly<Partial<Record<RunStatus, string>>> = {
  'in-progress': 'run.started',
  succeeded: 'run.succeeded',
  failed: 'run.failed',
  cancelled: 'run.cancelled',
}

/** The event that a change of a run's item is: one when it begins, one when it ends. Subscribers know a repeat by its id. */
export function runEvent(before: Run | undefined, after: Run) {
  const type = before?.status === after.status ? undefined : types[after.status]
  if (type === undefined) return undefined
  const { tenant, id, flowId, flowName, status, trigger, startedAt, endedAt, counters, figures, cause } = after
  const eventId = `${id}-${status}`
  const at = endedAt ?? startedAt
  const detail = { eventId, tenant, runId: id, flowId, flowName, status, trigger, startedAt, endedAt }
  return { type, id: eventId, at, detail: { ...detail, counters, figures, cause: cause?.message, at } }
}
