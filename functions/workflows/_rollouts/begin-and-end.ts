import { loadLocked } from '#app/rollouts/load-locked.ts'
import { claimRollout } from '#core/rollouts/advance-rollout.ts'
import { endRollout } from '#core/rollouts/end-rollout.ts'
import { isFinished, type Rollout } from '#core/rollouts/rollout.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/** What the first task of every rollout's workflow is. An execution claims the rollout by the epoch it raises. */
export const beginRolloutTask = task({
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

/** What the last task of every rollout's workflow is. Without an epoch it ends the rollout whichever execution owns it. */
export const endRolloutTask = task({
  name: 'EndRollout',
  input: t.object({
    tenant: t.string(),
    rolloutId: t.string(),
    epoch: t.optional(t.int()),
    fault: t.optional(t.string()),
  }),
  effects: { reads: ['rollout'] },
  uses: { loadLocked },
  async run({ rolloutId, epoch, fault }, { read, commit, at, use }) {
    const rollout = await read.rollout(rolloutId)
    const isOwn = (one: Rollout) => epoch === undefined || (one.epoch === epoch && !isFinished(one))
    if (!rollout || !isOwn(rollout)) return { ended: false }
    return commit(endRollout(rollout, await use.loadLocked(rollout), at, fault).change, { ended: true })
  },
})
