import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { handOver, ownsRollout, looksEach, mostLooksByDefault } from '#core/rollouts/advance-rollout.ts'
import { chooseBatch } from '#core/rollouts/choose-batch.ts'
import { change } from '#core/rollouts/rollout.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/**
 * Chooses the servers to take next, within the budget as the cluster is at this moment, and records the steps that are
 * skipped. Asked again it chooses the same ones until they are over. After so many looks it hands over to another
 * execution; `looked` is how often each server of the last batch was looked at.
 */
export default task({
  name: 'ChooseBatch',
  input: t.object({
    tenant: t.string(),
    rolloutId: t.string(),
    epoch: t.int(),
    looks: t.optional(t.int()),
    looked: t.optional(t.array(t.int())),
    mostLooks: t.optional(t.int()),
  }),
  effects: { reads: ['rollout', 'cluster'], updates: ['rollout'] },
  uses: { loadServerHealth },
  async run({ rolloutId, epoch, looks: before = 0, looked = [], mostLooks = mostLooksByDefault }, context) {
    const { read, commit, at } = context
    const rollout = await read.rollout(rolloutId)
    const looks = looked.reduce((sum, each) => sum + each, before + 1)
    const over = { next: 'end' as const, servers: [], seconds: 0, looks, looked: [] }
    if (!ownsRollout(rollout, 'cluster', epoch)) return over
    const cluster = await read.cluster(rollout.target.id)
    const members = await context.use.loadServerHealth(cluster?.memberIds ?? [])
    const batch = chooseBatch(rollout, cluster, members, at)
    if (batch.next !== 'end' && looks >= mostLooks) return commit([handOver(rollout, batch.steps)], over)
    const serverIds = batch.next === 'servers' ? batch.serverIds : []
    const each = {
      seconds: rollout.policy.deliveryTimeoutSeconds,
      mostLooks: looksEach(mostLooks, serverIds.length),
    }
    const answer = {
      ...over,
      next: batch.next,
      servers: serverIds.map((serverId) => ({ serverId, ...each })),
      seconds: batch.next === 'wait' ? batch.seconds : 0,
    }
    const isNews = JSON.stringify(batch.steps) !== JSON.stringify(rollout.steps)
    return commit(isNews ? [change(rollout, { steps: batch.steps })] : [], answer)
  },
})
