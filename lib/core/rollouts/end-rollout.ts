import type { Delete, Update } from '../change.ts'
import { releaseClusters } from '../clusters/release.ts'
import { endDeployment, hadNoTargets, type LockedResources } from '../deployments/end-deployment.ts'
import { change, rolloutAfter, isOfDeployment, isFinished, type Rollout, type RolloutStatus } from './rollout.ts'
import { skipOpen } from './steps.ts'

export type EndChange = (Update<'rollout' | 'cluster' | 'deployment'> | Delete<'deployment'>)[]

/**
 * Ends a rollout whose steps are over, and gives back what it holds. A paused one keeps it and waits to be resumed.
 * `fault` names an error of the executor itself.
 */
export function endRollout(rollout: Rollout, held: LockedResources, at: string, fault?: string): { change: EndChange } {
  if (isFinished(rollout)) return { change: [] }
  if (rollout.isPausing && !fault && rollout.steps.some(({ status }) => status === 'waiting')) {
    return { change: [change(rollout, { status: 'paused', isPausing: undefined })] }
  }
  const steps = fault ? skipOpen(rollout.steps, 'fault', 'The rollout ended with a fault.', at) : rollout.steps
  const [status, cause] = verdictOn({ ...rollout, steps }, fault)
  return {
    change: [
      change(rollout, { status, cause, steps, endedAt: at, isPausing: undefined }),
      ...release({ ...rollout, steps }, held, status, cause),
    ],
  }
}

/** What a rollout that has ended leaves behind. */
const release = (
  rollout: Rollout,
  held: LockedResources,
  status: RolloutStatus,
  cause: string | undefined,
): EndChange =>
  (isOfDeployment(rollout) ? endDeployment(rollout, held, status, cause) : releaseClusters(held.clusters, rollout.id))
    .change

function verdictOn(rollout: Rollout, fault: string | undefined): [RolloutStatus, string | undefined] {
  const { steps } = rollout
  if (fault) return ['failed', `An error of the control plane: ${fault}`]
  const failed = steps.find(({ status }) => status === 'failed')
  if (failed) return ['failed', `${failed.name}: ${failed.cause?.message ?? 'failed'}`]
  const unfinished = steps.find(({ cause }) => cause?.code === 'cancelled' || cause?.code === 'deadline')
  if (unfinished?.cause?.code === 'deadline') return ['failed', 'It reached its deadline.']
  if (unfinished) return ['cancelled', rollout.cause]
  if (rollout.kind === 'deploy' || rollout.kind === 'redeploy') {
    if (hadNoTargets(rollout)) return ['failed', 'No target took it: all of them were down or had left.']
  }
  return ['succeeded', undefined]
}

/**
 * Ends a rollout from outside: its cluster is gone, or another command takes its place. The epoch rises, so whatever its
 * executor still writes is refused.
 */
export const supersede = (rollout: Rollout, cause: string, at: string) =>
  change(rollout, {
    status: 'cancelled',
    cause,
    epoch: rollout.epoch + 1,
    steps: skipOpen(rollout.steps, 'cancelled', cause, at),
    endedAt: at,
  })

/** The same for a rollout that nobody executes: what it holds is given back too. */
export const cancelUnowned = (rollout: Rollout, held: LockedResources, cause: string, at: string) => {
  const ended = supersede(rollout, cause, at)
  const change: EndChange = [ended, ...release({ ...rollout, ...ended.set }, held, 'cancelled', cause)]
  return { after: rolloutAfter(ended), change }
}
