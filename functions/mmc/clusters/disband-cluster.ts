import { findCluster } from '#app/clusters/find-cluster.ts'
import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { disbandCluster } from '#core/clusters/disband-cluster.ts'
import { isFinished } from '#core/rollouts/rollout.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation, unpermitted } from '../_dialect/dialect.ts'
import { Done, done, Id } from '../_dialect/types.ts'

/** Disbands a cluster: its nodes restart as stand-alone servers, and a rollout that owns the cluster is cancelled. */
export default operation({
  name: 'DisbandCluster',
  route: 'DELETE /api/clusters/{clusterId}',
  example: { request: { clusterId: '<clusterId>' }, answer: '200 OK' },
  // The original prints it under the heading of the status.
  aliases: ['DELETE /api/clusters/{clusterId}/status'],
  permission: 'clusters.edit',
  input: t.object({ clusterId: Id }),
  output: Done,
  errors: unpermitted(500),
  fails: ['cluster-not-found'],
  effects: { reads: ['rollout'], updates: ['server', 'rollout'], deletes: ['cluster', 'name'] },
  uses: { findCluster, loadServerHealth },
  async run({ clusterId }, context) {
    const { actor, read, commit } = context
    const cluster = await context.use.findCluster(clusterId)
    const rollout = cluster.rollout && (await read.rollout(cluster.rollout.id))
    const members = await context.use.loadServerHealth(cluster.memberIds)
    const open = rollout && !isFinished(rollout) && rollout.target.kind === 'cluster' ? rollout : undefined
    return commit(disbandCluster(cluster, members, open, actor).change, done)
  },
})
