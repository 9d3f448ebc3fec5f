import { claimRollout } from '#core/rollouts/advance-rollout.ts'
import { endRollout } from '#core/rollouts/end-rollout.ts'
import { isOver, type Rollout } from '#core/rollouts/rollout.ts'
import type { Context } from '#runtime/context.ts'
import { holding, readHeld } from '#runtime/held.ts'
import * as t from '#runtime/schema.ts'

/** What the first task of every rollout's workflow is. An execution takes the rollout in hand by the epoch it raises. */
const beginning = { reads: ['rollout'], updates: ['rollout'] } as const
export const beginRolloutTask = {
  name: 'BeginRollout',
  input: t.object({ tenant: t.string(), rolloutId: t.string() }),
  effects: beginning,
  async run({ rolloutId }: { rolloutId: string }, { read, commit, at }: Context<typeof beginning>) {
    const rollout = await read.rollout(rolloutId)
    const claim = rollout && claimRollout(rollout, at)
    if (!rollout || !claim) return { isOver: true, epoch: 0 }
    return commit([claim], { isOver: false, epoch: rollout.epoch + 1 })
  },
}

interface Ending {
  rolloutId: string
  epoch?: number
  fault?: string
}

/** What the last task of every rollout's workflow is. Without an epoch it ends the rollout whoever has it in hand. */
export const endRolloutTask = {
  name: 'EndRollout',
  input: t.object({
    tenant: t.string(),
    rolloutId: t.string(),
    epoch: t.optional(t.int()),
    fault: t.optional(t.string()),
  }),
  effects: holding,
  async run({ rolloutId, epoch, fault }: Ending, context: Context<typeof holding>) {
    const { read, commit, at } = context
    const rollout = await read.rollout(rolloutId)
    const isOwn = (one: Rollout) => epoch === undefined || (one.epoch === epoch && !isOver(one))
    if (!rollout || !isOwn(rollout)) return { ended: false }
    return commit(endRollout(rollout, await readHeld(context, rollout), at, fault), { ended: true })
  },
}
