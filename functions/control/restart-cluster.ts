import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { clusterNotFound } from '#core/clusters/cluster.ts'
import { DomainError } from '#core/errors.ts'
import { beginRestart } from '#core/rollouts/begin-rollout.ts'
import { planRestart } from '#core/rollouts/plan-rollout.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { PlanView, PolicyInput, RolloutView, rolloutView } from './_dialect/views/rollout.ts'

/**
 * Restarts a cluster's servers by a policy, or refuses with the reasons when it cannot start. A dry run returns the
 * plan and writes nothing.
 */
export default operation({
  name: 'RestartCluster',
  route: 'POST /clusters/{clusterId}/restart',
  example: {
    request: { clusterId: '<clusterId>', policy: { maxUnavailable: 1, onFailure: 'stop' } },
    answer: {
      rollout: {
        ...examples.rollout,
        id: '019caddfd08073c0a4e5f2b6',
        target: { kind: 'cluster', id: '<clusterId>', name: '<clusterName>' },
        status: 'pending',
      },
    },
  },
  permission: 'clusters.control',
  input: t.strictObject({
    clusterId: t.string().check(t.maxLength(64)),
    policy: t.optional(PolicyInput),
    dryRun: t.optional(t.boolean()),
    clientToken: t.optional(t.string().check(t.minLength(1), t.maxLength(64))),
  }),
  output: t.union([t.object({ rollout: RolloutView }), t.object({ plan: PlanView })]),
  fails: ['cluster-not-found', 'rollout-blocked', 'token-reused'],
  effects: { reads: ['cluster'], creates: ['rollout'], updates: ['cluster'] },
  uses: { loadServerHealth },
  clientToken: { member: 'clientToken', lifetimeSeconds: 24 * 60 * 60 },
  async run({ clusterId, policy = {}, dryRun }, context) {
    const { actor, at, newId, read, commit } = context
    const cluster = await read.cluster(clusterId)
    if (!cluster) throw clusterNotFound(clusterId)
    const members = await context.use.loadServerHealth(cluster.memberIds)
    const plan = planRestart(cluster, members, policy, at)
    if (dryRun) return { plan }
    if (plan.blockers.length > 0) {
      throw new DomainError('rollout-blocked', plan.blockers.map(({ message }) => message).join(' '), {
        blockers: plan.blockers,
      })
    }
    const { after: rollout, change } = beginRestart(cluster, members, plan, { id: newId(), actor })
    return commit(change, new Reply({ rollout: rolloutView(rollout) }, { 'x-sluice-rollout': rollout.id }))
  },
})
