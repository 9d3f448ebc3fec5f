import type { EstateEvent } from '../servers/server-events.ts'
import type { Rollout } from './rollout.ts'

/** The event that a change of a rollout's item is: of its status. Changes of single steps are none. */
export function rolloutEvent(before: Rollout | undefined, after: Rollout): EstateEvent | undefined {
  if (before?.status === after.status) return undefined
  const { tenant, id, version, kind, target, status, cause, requestedBy, via, createdAt, startedAt, endedAt } = after
  const at = endedAt ?? startedAt ?? createdAt
  const detail = {
    eventId: `${id}-${version}`,
    tenant,
    rolloutId: id,
    kind,
    target,
    status,
    cause,
    at,
    by: requestedBy,
    via,
  }
  return { type: `rollout.${status}`, at, detail }
}
