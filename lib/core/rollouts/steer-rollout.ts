import type { Actor } from '../actor.ts'
import type { Update } from '../change.ts'
import type { LockedResources } from '../deployments/end-deployment.ts'
import { DomainError } from '../errors.ts'
import { cancelUnowned, type EndChange } from './end-rollout.ts'
import { change, isFinished, type Rollout } from './rollout.ts'

const overAlready = ({ id, status }: Rollout): DomainError =>
  new DomainError('rollout-finished', `Rollout ${id} has ${status} already.`)

/**
 * Cancels: no further server is taken, one in progress is seen through, or its command withdrawn when its agent has not taken
 * it up. A rollout nobody executes (paused, or past its deadline) ends at once. Again changes nothing.
 */
export function cancelRollout(rollout: Rollout, held: LockedResources, { at, name }: Actor): EndChange {
  if (rollout.status === 'cancelled') return []
  if (isFinished(rollout)) throw overAlready(rollout)
  const cause = `It was cancelled by ${name}.`
  if (rollout.status === 'paused' || at >= rollout.deadlineAt) {
    return cancelUnowned(rollout, held, cause, at)
  }
  return rollout.isCancelling ? [] : [change(rollout, { isCancelling: true, cause })]
}

/** Pauses between servers: the one in progress is seen through, no further one is taken until somebody resumes. */
export function pauseRollout(rollout: Rollout): Update<'rollout'>[] {
  if (isFinished(rollout)) throw overAlready(rollout)
  return rollout.status === 'paused' || rollout.isPausing ? [] : [change(rollout, { isPausing: true })]
}

/** Goes on with a paused rollout: a new execution takes it up where the last one was. */
export function resumeRollout(rollout: Rollout): Update<'rollout'>[] {
  if (isFinished(rollout)) throw overAlready(rollout)
  if (rollout.status === 'paused') return [change(rollout, { status: 'pending', epoch: rollout.epoch + 1 })]
  return rollout.isPausing ? [change(rollout, { isPausing: undefined })] : []
}
