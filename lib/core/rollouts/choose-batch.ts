import type { Cluster } from '../clusters/cluster.ts'
import { isUp, type ServerHealth } from '../servers/server-status.ts'
import { isFinished, type ClusterRollout, type Step, type StepCause } from './rollout.ts'
import { skipWaiting, skipWhere } from './steps.ts'

/** What the executor does next: work on servers, wait for room in the budget, or end. */
export type Batch =
  | { next: 'servers'; serverIds: string[]; steps: Step[] }
  | { next: 'wait'; seconds: number; steps: Step[] }
  | { next: 'end'; steps: Step[] }

/** How long to wait before looking again whether a member that is out has come back. */
const lookAgainSeconds = 10

/** How many servers are taken at once at most: what happens to them all must fit in the history of one execution. */
const largestBatch = 100

/**
 * Chooses the servers to take next. Whoever is out counts, whatever the reason: members that are down and those held by
 * the rollout itself together stay within the budget; and the last member that serves is never taken while another is
 * out. What was begun already comes first, so an execution that starts again goes on where the last one was.
 */
export function chooseBatch(
  rollout: ClusterRollout,
  cluster: Cluster | undefined,
  members: readonly ServerHealth[],
  at: string,
): Batch {
  if (isFinished(rollout)) return { next: 'end', steps: rollout.steps }
  let steps = withoutThoseGone(rollout.steps, cluster, at)
  const begun = steps.filter(({ status }) => status === 'ordered')
  if (begun.length > 0) return { next: 'servers', serverIds: firstOf(begun), steps }

  const why = reasonToEnd(rollout, steps, cluster, at)
  if (why) steps = skipWaiting(steps, why[0], why[1], at)
  const waiting = steps.filter(({ status }) => status === 'waiting')
  if (rollout.isPausing || waiting.length === 0) return { next: 'end', steps }

  const up = new Set(members.filter(({ status }) => isUp(status)).map(({ server }) => server.id))
  if (rollout.kind === 'stop') return { next: 'servers', serverIds: firstOf(waiting), steps }
  const isDown = ({ status, serverId }: Step) => status === 'waiting' && !up.has(serverId)
  steps = skipWhere(steps, isDown, 'down', 'It was down when its turn came.', at)
  const ready = firstOf(steps.filter(({ status }) => status === 'waiting'))
  if (ready.length === 0) return { next: 'end', steps }

  const room = roomFor(rollout, members, up.size)
  return room > 0
    ? { next: 'servers', serverIds: ready.slice(0, room), steps }
    : { next: 'wait', seconds: lookAgainSeconds, steps }
}

const firstOf = (steps: readonly Step[]): string[] => steps.slice(0, largestBatch).map(({ serverId }) => serverId)

/** How many servers may be taken now. */
export function roomFor(
  { policy }: Pick<ClusterRollout, 'policy'>,
  members: readonly ServerHealth[],
  upCount: number,
): number {
  if (policy.includeUnhealthy) return policy.maxUnavailable
  const outCount = members.length - upCount
  const room = policy.maxUnavailable - outCount
  // With somebody out, one that serves stays, however large the budget.
  return outCount > 0 ? Math.min(room, upCount - 1) : room
}

function reasonToEnd(
  rollout: ClusterRollout,
  steps: readonly Step[],
  cluster: Cluster | undefined,
  at: string,
): [StepCause, string] | undefined {
  if (!cluster) return ['left', 'The cluster is gone.']
  if (rollout.isCancelling) return ['cancelled', 'The rollout was cancelled before its turn came.']
  if (at >= rollout.deadlineAt) return ['deadline', 'The rollout reached its deadline before its turn came.']
  const failed = steps.find(({ status }) => status === 'failed')
  if (failed && rollout.policy.onFailure === 'stop') {
    return ['stopped-on-failure', `The rollout stopped because ${failed.name} failed.`]
  }
  return undefined
}

/** A server that left the cluster leaves the plan; one that joined is not in it. */
function withoutThoseGone(steps: readonly Step[], cluster: Cluster | undefined, at: string): Step[] {
  const isGone = ({ status, serverId }: Step) => status === 'waiting' && cluster?.memberIds.includes(serverId) === false
  return skipWhere(steps, isGone, 'left', 'It left the cluster before its turn came.', at)
}
