import { findCluster } from '#app/clusters/find-cluster.ts'
import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { clusterStatus } from '#core/clusters/cluster-status.ts'
import { rolloutOf } from '#core/clusters/cluster.ts'
import { beginRestart } from '#core/rollouts/begin-rollout.ts'
import { planRestart } from '#core/rollouts/plan-rollout.ts'
import { DomainError } from '#core/errors.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { Done, done, Id } from '../_dialect/types.ts'

/** Restarts a cluster's nodes that are up, one after the other; `x-sluice-rollout` names the rollout to follow. */
export default operation({
  name: 'RestartCluster',
  route: 'POST /api/clusters/{clusterId}/restart',
  example: { request: { clusterId: '<clusterId>' }, answer: '200 OK' },
  permission: 'clusters.control',
  input: t.object({ clusterId: Id }),
  output: Done,
  fails: ['cluster-not-found', 'cluster-not-running', 'rollout-blocked'],
  effects: { creates: ['rollout'], updates: ['cluster'] },
  uses: { findCluster, loadServerHealth },
  async run({ clusterId }, context) {
    const { actor, at, newId, commit } = context
    const cluster = await context.use.findCluster(clusterId)
    const members = await context.use.loadServerHealth(cluster.memberIds)
    const holder = rolloutOf(cluster, at)
    // It is restarting already: 200, and nothing new happens (docs/dialects/mmc.md 2).
    if (holder?.kind === 'restart') return new Reply(done, { 'x-sluice-rollout': holder.id })
    if (holder) throw new DomainError('rollout-blocked', `Cluster ${cluster.name} has a ${holder.kind} under way.`)
    const { status, upCount } = clusterStatus(cluster, members, at)
    if (status === 'waiting-for-restart') return new Reply(done, {})
    if (upCount === 0) throw new DomainError('cluster-not-running', `No node of cluster ${cluster.name} is up.`)
    // The original restarts those that are up, whoever else is down.
    const plan = planRestart(cluster, members, { includeUnhealthy: true }, at)
    const { after: rollout, change } = beginRestart(cluster, members, plan, { id: newId(), actor })
    return commit(change, new Reply(done, { 'x-sluice-rollout': rollout.id }))
  },
})
