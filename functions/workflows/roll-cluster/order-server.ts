import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { ownsRollout, commandStep } from '#core/rollouts/advance-rollout.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/**
 * Gives a server its command, once, and leaves the task's token with it; the relay answers the token when the server's
 * item has something to look at. Throws when there is nobody to wait for, which ends the wait at once.
 */
export default task({
  name: 'OrderServer',
  input: t.object({
    tenant: t.string(),
    rolloutId: t.string(),
    epoch: t.int(),
    serverId: t.string(),
    seenVersion: t.int(),
    token: t.string(),
  }),
  effects: {
    reads: ['rollout'],
    queriesChildren: ['hosting'],
    creates: ['task-callback'],
    updates: ['rollout', 'server'],
  },
  uses: { loadServerHealth },
  async run({ rolloutId, epoch, serverId, seenVersion, token }, context) {
    const rollout = await context.read.rollout(rolloutId)
    const [watched] = await context.use.loadServerHealth([serverId])
    if (!ownsRollout(rollout, 'cluster', epoch) || !watched) throw new RolloutSuperseded()
    const hostings = await context.queryChildren.hosting(serverId)
    return context.commit(commandStep(rollout, { ...watched, hostings }, token, seenVersion, context.at).change, {})
  },
})

/** Nobody waits for this command any more. The workflow knows it by its name and does not try again. */
class RolloutSuperseded extends Error {
  constructor() {
    super('Another execution owns the rollout, or it is finished, or the server is gone.')
    this.name = 'RolloutSuperseded'
  }
}
