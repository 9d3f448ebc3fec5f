import { isInHand } from '#core/rollouts/advance-rollout.ts'
import { endRollout } from '#core/rollouts/end-rollout.ts'
import * as t from '#runtime/schema.ts'
import { task } from '#runtime/task.ts'

/**
 * Ends a rollout and gives the cluster back, in one transaction. `fault` ends it whatever its state: an execution that
 * can not go on must not leave the cluster held.
 */
export default task({
  name: 'EndRollout',
  input: t.object({
    tenant: t.string(),
    rolloutId: t.string(),
    epoch: t.optional(t.int()),
    fault: t.optional(t.string()),
  }),
  effects: { reads: ['rollout', 'cluster'], updates: ['rollout', 'cluster'] },
  async run({ rolloutId, epoch, fault }, { read, commit, at }) {
    const rollout = await read.rollout(rolloutId)
    if (!rollout || (epoch !== undefined && !isInHand(rollout, epoch))) return { ended: false }
    const cluster = await read.cluster(rollout.target.id)
    return commit(endRollout(rollout, cluster, at, fault), { ended: true })
  },
})
