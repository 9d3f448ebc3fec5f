import { claimRollout } from '#core/rollouts/advance-rollout.ts'
import * as t from '#runtime/schema.ts'
import { task } from '#runtime/task.ts'

/**
 * An execution takes the rollout in hand: the epoch it raises is its own, and whatever a former execution still writes is
 * refused from here on. A rollout that is over is left alone.
 */
export default task({
  name: 'BeginRollout',
  input: t.object({ tenant: t.string(), rolloutId: t.string() }),
  effects: { reads: ['rollout'], updates: ['rollout'] },
  async run({ rolloutId }, { read, commit, at }) {
    const rollout = await read.rollout(rolloutId)
    const claim = rollout && claimRollout(rollout, at)
    if (!rollout || !claim) return { isOver: true, epoch: 0 }
    return commit([claim], { isOver: false, epoch: rollout.epoch + 1 })
  },
})
