import type { Update } from '../change.ts'
import { rolloutOf, type Cluster } from '../clusters/cluster.ts'
import { isDown, type ServerHealth } from '../servers/server-status.ts'
import { lockedUntil } from '../rollouts/begin-rollout.ts'
import { isFinished, type DeploymentRollout, type Step } from '../rollouts/rollout.ts'
import { skipWaiting, skipWhere } from '../rollouts/steps.ts'
import { judgePlacement } from './judge-placement.ts'

/** What an executor does next: place what is wanted on some servers and look again after so many seconds, or end. */
export interface Advance {
  after: { steps: Step[]; next: 'look' | 'end'; seconds: number }
  /** Locks the clusters that the rollout takes from now on; the steps are the caller's to write. */
  change: Update<'cluster'>[]
}

/** How long to wait for a cluster that another rollout owns before looking again. */
const heldSeconds = 10
const longestLookSeconds = 15

/**
 * Judges the steps in progress and takes the next servers. Servers alone are taken all at once. Of a cluster one member comes
 * first, then at most half of them at a time, each batch only when the one before is well: so a bad archive never takes a
 * cluster's last member, and stops at the first. Members that are down come last. A cluster that another rollout has in
 * hand is waited for.
 */
export function advanceDeployment(
  rollout: DeploymentRollout,
  clusters: ReadonlyMap<string, Cluster>,
  watched: ReadonlyMap<string, ServerHealth>,
  at: string,
): Advance {
  if (isFinished(rollout)) return { after: { steps: rollout.steps, next: 'end', seconds: 0 }, change: [] }
  const judged = rollout.steps.map((step) => judge(rollout, step, watched, at))
  const steps = skip(rollout, judged, clusters, watched, at)
  const chosen = rollout.isPausing ? new Set<string>() : choose(rollout, steps, clusters, watched, at)
  const taken = steps.map((step): Step =>
    chosen.has(step.serverId) ? { ...step, status: 'ordered', times: { ...step.times, orderedAt: at } } : step,
  )
  const inProgress = taken.filter(({ status }) => status === 'ordered')
  const isWaiting = !rollout.isPausing && taken.some(({ status }) => status === 'waiting')
  const begun = taken.filter(({ serverId }) => chosen.has(serverId))
  return {
    after: {
      steps: taken,
      next: inProgress.length > 0 || isWaiting ? 'look' : 'end',
      seconds: inProgress.length > 0 ? secondsToLook(inProgress, at) : heldSeconds,
    },
    change: holdsOf(rollout, begun, clusters),
  }
}

function judge(rollout: DeploymentRollout, step: Step, watched: ReadonlyMap<string, ServerHealth>, at: string): Step {
  if (step.status !== 'ordered') return step
  const outcome = judgePlacement(rollout, step, watched.get(step.serverId), at)
  return outcome ? { ...step, ...outcome, times: { ...step.times, ...outcome.times } } : step
}

/** The steps that are not to be begun any more, with why. */
function skip(
  rollout: DeploymentRollout,
  steps: Step[],
  clusters: ReadonlyMap<string, Cluster>,
  watched: ReadonlyMap<string, ServerHealth>,
  at: string,
): Step[] {
  if (rollout.isCancelling)
    return skipWaiting(steps, 'cancelled', 'The rollout was cancelled before its turn came.', at)
  if (at >= rollout.deadlineAt) return skipWaiting(steps, 'deadline', 'The rollout reached its deadline.', at)
  const isGone = ({ status, serverId, clusterId }: Step) => {
    const server = watched.get(serverId)?.server
    return status === 'waiting' && (!server || server.clusterId !== clusterId)
  }
  const there = skipWhere(steps, isGone, 'left', 'It left, or is gone, before its turn came.', at)
  return [...clusters.values()].reduce((before, { id, name }) => {
    const failed = before.find(({ clusterId, status }) => clusterId === id && status === 'failed')
    const isSpared = (step: Step) => step.clusterId === id && step.status === 'waiting' && !step.isRemoval
    const why = `${failed?.name} failed: the other members of cluster ${name} keep what they have.`
    return failed ? skipWhere(before, isSpared, 'stopped-on-failure', why, at) : before
  }, there)
}

function choose(
  rollout: DeploymentRollout,
  steps: readonly Step[],
  clusters: ReadonlyMap<string, Cluster>,
  watched: ReadonlyMap<string, ServerHealth>,
  at: string,
): Set<string> {
  const ready = [...Map.groupBy(steps, ({ clusterId }) => clusterId ?? '')].flatMap(([clusterId, members]) => {
    const waiting = members.filter(({ status }) => status === 'waiting')
    const cluster = clusters.get(clusterId)
    if (!cluster) return waiting
    const holder = rolloutOf(cluster, at)
    if (holder && holder.id !== rollout.id) return []
    if (members.some(({ status }) => status === 'ordered')) return []
    const up = waiting.filter(({ serverId }) => !isDown(watched.get(serverId)?.status ?? 'unknown'))
    if (up.length === 0) return waiting
    // What is taken away can do no harm: all at once.
    if (up.every(({ isRemoval }) => isRemoval)) return up
    // Until one has taken it well; one that went down meanwhile has proved nothing.
    const isFirst = !members.some(({ status, isRemoval }) => status === 'done' && !isRemoval)
    return up.slice(0, isFirst ? 1 : Math.max(1, Math.floor(members.length / 2)))
  })
  const room = (rollout.policy.maxParallel ?? Infinity) - steps.filter(({ status }) => status === 'ordered').length
  return new Set(ready.slice(0, Math.max(0, room)).map(({ serverId }) => serverId))
}

/** The clusters of the steps it takes now that are not its own yet. */
function holdsOf(
  rollout: DeploymentRollout,
  taken: readonly Step[],
  clusters: ReadonlyMap<string, Cluster>,
): Update<'cluster'>[] {
  const { id, kind } = rollout
  const wanted = new Set(taken.map(({ clusterId }) => clusterId ?? ''))
  return [...wanted].flatMap((clusterId) => {
    const cluster = clusters.get(clusterId)
    if (!cluster || cluster.rollout?.id === id) return []
    return [
      {
        kind: 'update',
        entity: 'cluster',
        before: cluster,
        set: { rollout: { id, kind, deadlineAt: lockedUntil(rollout) } },
      },
    ]
  })
}

/** A tenth of the time that has passed, so that looking costs little however long it takes and is late by little. */
function secondsToLook(inProgress: readonly Step[], at: string): number {
  const since = inProgress.map(({ times: { orderedAt = at } }) => Date.parse(orderedAt))
  const seconds = (Date.parse(at) - Math.max(...since)) / 10_000
  return Math.min(longestLookSeconds, Math.max(1, Math.floor(seconds)))
}
