import type { Actor } from '../actor.ts'
import type { Update } from '../change.ts'
import type { LockedResources } from '../deployments/end-deployment.ts'
import { DomainError } from '../errors.ts'
import { cancelUnowned, type EndChange } from './end-rollout.ts'
import { change, isFinished, rolloutAfter, type Rollout } from './rollout.ts'

const overAlready = ({ id, status }: Rollout): DomainError =>
  new DomainError('rollout-finished', `Rollout ${id} has ${status} already.`)

/** What a command on a rollout comes to: the rollout as it is then, and the change. */
export interface Steered {
  after: Rollout
  change: EndChange
}

const unchanged = (rollout: Rollout): Steered => ({ after: rollout, change: [] })
const changed = (update: Update<'rollout'>): Steered => ({ after: rolloutAfter(update), change: [update] })

/**
 * Cancels: no further server is taken, one in progress is seen through, or its command withdrawn when its agent has not taken
 * it up. A rollout nobody executes (paused, or past its deadline) ends at once. Again changes nothing.
 */
export function cancelRollout(rollout: Rollout, held: LockedResources, { at, name }: Actor): Steered {
  if (rollout.status === 'cancelled') return unchanged(rollout)
  if (isFinished(rollout)) throw overAlready(rollout)
  const cause = `It was cancelled by ${name}.`
  if (rollout.status === 'paused' || at >= rollout.deadlineAt) {
    return cancelUnowned(rollout, held, cause, at)
  }
  return rollout.isCancelling ? unchanged(rollout) : changed(change(rollout, { isCancelling: true, cause }))
}

/** Pauses between servers: the one in progress is seen through, no further one is taken until somebody resumes. */
export function pauseRollout(rollout: Rollout): Steered {
  if (isFinished(rollout)) throw overAlready(rollout)
  return rollout.status === 'paused' || rollout.isPausing
    ? unchanged(rollout)
    : changed(change(rollout, { isPausing: true }))
}

/** Goes on with a paused rollout: a new execution takes it up where the last one was. */
export function resumeRollout(rollout: Rollout): Steered {
  if (isFinished(rollout)) throw overAlready(rollout)
  if (rollout.status === 'paused') return changed(change(rollout, { status: 'pending', epoch: rollout.epoch + 1 }))
  return rollout.isPausing ? changed(change(rollout, { isPausing: undefined })) : unchanged(rollout)
}
