import type { ResourceEvent } from '../servers/server-events.ts'
import { publicIdOf } from '../deployments/public-id.ts'
import { isOfDeployment, type Rollout } from './rollout.ts'

/** What a rollout is about, by the id callers know it by: a deployment's is the one it had when it was asked for. */
export const publicTargetOf = (rollout: Rollout): Rollout['target'] =>
  isOfDeployment(rollout)
    ? { ...rollout.target, id: publicIdOf({ id: rollout.target.id, revision: rollout.revision }) }
    : rollout.target

/** The event that a change of a rollout's item is: of its status. Changes of single steps are none. */
export function rolloutEvent(before: Rollout | undefined, after: Rollout): ResourceEvent | undefined {
  if (before?.status === after.status) return undefined
  const { tenant, id, version, kind, status, cause, requestedBy, via, createdAt, startedAt, endedAt } = after
  const at = endedAt ?? startedAt ?? createdAt
  const detail = {
    eventId: `${id}-${version}`,
    tenant,
    rolloutId: id,
    kind,
    target: publicTargetOf(after),
    status,
    cause,
    at,
    by: requestedBy,
    via,
  }
  return { type: `rollout.${status}`, at, detail }
}
