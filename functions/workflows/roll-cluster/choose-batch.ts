import { isInHand } from '#core/rollouts/advance-rollout.ts'
import { chooseBatch } from '#core/rollouts/choose-batch.ts'
import { change } from '#core/rollouts/rollout.ts'
import * as t from '#runtime/schema.ts'
import { task } from '#runtime/task.ts'
import { watching, watchMembers } from '#runtime/watch.ts'

/**
 * Chooses the servers to take next, within the budget as the cluster is at this moment, and records the steps that are
 * skipped. Asked again it chooses the same ones until they are over.
 */
export default task({
  name: 'ChooseBatch',
  input: t.object({ tenant: t.string(), rolloutId: t.string(), epoch: t.int() }),
  effects: { ...watching, reads: ['rollout', 'cluster'], updates: ['rollout'] },
  async run({ rolloutId, epoch }, context) {
    const { read, commit, at } = context
    const rollout = await read.rollout(rolloutId)
    const over = { next: 'end' as const, servers: [], seconds: 0 }
    if (!isInHand(rollout, 'cluster', epoch)) return over
    const cluster = await read.cluster(rollout.target.id)
    const batch = chooseBatch(rollout, cluster, await watchMembers(context, cluster), at)
    const seconds = rollout.policy.deliveryTimeoutSeconds
    const answer = {
      next: batch.next,
      servers: batch.next === 'servers' ? batch.serverIds.map((serverId) => ({ serverId, seconds })) : [],
      seconds: batch.next === 'wait' ? batch.seconds : 0,
    }
    const isNews = JSON.stringify(batch.steps) !== JSON.stringify(rollout.steps)
    return commit(isNews ? [change(rollout, { steps: batch.steps })] : [], answer)
  },
})
