import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { ownsRollout, settleStep } from '#core/rollouts/advance-rollout.ts'
import { judgeStep } from '#core/rollouts/judge-step.ts'
import { hasRestarted } from '#core/servers/server-command.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/**
 * Looks at a server in a rollout: what its agent has reported decides, never what an answered token says. Records how the
 * step ended, or says for how long to wait for what.
 */
export default task({
  name: 'JudgeServer',
  input: t.object({
    tenant: t.string(),
    rolloutId: t.string(),
    epoch: t.int(),
    serverId: t.string(),
    // Executions that began under an earlier definition do not send it.
    looks: t.optional(t.int()),
  }),
  effects: { reads: ['rollout'], queriesChildren: ['application', 'hosting'], updates: ['rollout', 'server'] },
  uses: { loadServerHealth },
  async run({ rolloutId, epoch, serverId, looks: before = 0 }, context) {
    const { read, queryChildren, commit, at } = context
    const looks = before + 1
    const over = { next: 'over' as const, seconds: 0, seenVersion: 0, looks }
    const rollout = await read.rollout(rolloutId)
    const step = rollout?.steps.find((one) => one.serverId === serverId)
    if (!ownsRollout(rollout, 'cluster', epoch) || !step || step.status === 'waiting') return over
    const [watched] = await context.use.loadServerHealth([serverId])
    // Flow by flow only once it is back: before that nothing of them is judged.
    const [applications, hostings] =
      watched && hasRestarted(watched.server)
        ? await Promise.all([queryChildren.application(serverId), queryChildren.hosting(serverId)])
        : [[], []]
    const evidence = { server: watched?.server, lease: watched?.lease, applications, hostings }
    const verdict = judgeStep(rollout, step, evidence, at)
    return commit(settleStep(rollout, serverId, watched, verdict, at).change, {
      next: verdict.next,
      seconds: verdict.next === 'over' ? 0 : verdict.seconds,
      seenVersion: watched?.server.version ?? 0,
      looks,
    })
  },
})
