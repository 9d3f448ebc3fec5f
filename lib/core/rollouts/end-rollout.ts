import type { Update } from '../change.ts'
import type { Cluster } from '../clusters/cluster.ts'
import { change, isOver, skipOpen, type Rollout, type RolloutStatus } from './rollout.ts'

/**
 * Ends a rollout whose steps are over, and gives the cluster back. A paused one keeps the cluster and waits to be
 * resumed. `fault` names an error of the executor itself.
 */
export function endRollout(
  rollout: Rollout,
  cluster: Cluster | undefined,
  at: string,
  fault?: string,
): Update<'rollout' | 'cluster'>[] {
  if (isOver(rollout)) return []
  if (rollout.isPausing && !fault && rollout.steps.some(({ status }) => status === 'waiting')) {
    return [change(rollout, { status: 'paused', isPausing: undefined })]
  }
  const steps = fault ? skipOpen(rollout.steps, 'fault', 'The rollout ended with a fault.', at) : rollout.steps
  const failed = steps.find(({ status }) => status === 'failed')
  const [status, cause] = verdictOn(rollout, steps, failed, fault)
  return [
    change(rollout, { status, cause, steps, endedAt: at, isPausing: undefined }),
    ...giveBack(cluster, rollout.id),
  ]
}

function verdictOn(
  rollout: Rollout,
  steps: Rollout['steps'],
  failed: Rollout['steps'][number] | undefined,
  fault: string | undefined,
): [RolloutStatus, string | undefined] {
  if (fault) return ['failed', `An error of the control plane: ${fault}`]
  if (failed) return ['failed', `${failed.name}: ${failed.cause?.message ?? 'failed'}`]
  const unfinished = steps.find(({ cause }) => cause?.code === 'cancelled' || cause?.code === 'deadline')
  if (unfinished?.cause?.code === 'deadline') return ['failed', 'It reached its deadline.']
  if (unfinished) return ['cancelled', rollout.cause]
  return ['succeeded', undefined]
}

/** Frees a cluster that a rollout holds; one that is gone or held by another is let be. */
export const giveBack = (cluster: Cluster | undefined, rolloutId: string): Update<'cluster'>[] =>
  cluster?.rollout?.id === rolloutId
    ? [{ kind: 'update', entity: 'cluster', before: cluster, set: { rollout: undefined } }]
    : []

/**
 * Ends a rollout from outside: its cluster is gone, or another order takes its place. The epoch rises, so whatever its
 * executor still writes is refused.
 */
export const endedBy = (rollout: Rollout, cause: string, at: string) =>
  change(rollout, {
    status: 'cancelled',
    cause,
    epoch: rollout.epoch + 1,
    steps: skipOpen(rollout.steps, 'cancelled', cause, at),
    endedAt: at,
  })
