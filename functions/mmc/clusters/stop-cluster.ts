import { findCluster } from '#app/clusters/find-cluster.ts'
import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { clusterStatus } from '#core/clusters/cluster-status.ts'
import { DomainError } from '#core/errors.ts'
import { rolloutOf } from '#core/clusters/cluster.ts'
import { supersede } from '#core/rollouts/end-rollout.ts'
import { beginStop } from '#core/rollouts/begin-rollout.ts'
import { isFinished } from '#core/rollouts/rollout.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { Done, done, Id } from '../_dialect/types.ts'

/**
 * Stops all nodes of a cluster that are running or starting; only their hosts can start them again. A restart in
 * progress ends.
 */
export default operation({
  name: 'StopCluster',
  route: 'POST /api/clusters/{clusterId}/stop',
  example: { request: { clusterId: '<clusterId>' }, answer: '200 OK' },
  permission: 'clusters.control',
  input: t.object({ clusterId: Id }),
  output: Done,
  fails: ['cluster-not-found', 'cluster-not-running'],
  effects: { reads: ['rollout'], creates: ['rollout'], updates: ['cluster', 'rollout'] },
  uses: { findCluster, loadServerHealth },
  async run({ clusterId }, context) {
    const { actor, at, newId, read, commit } = context
    const cluster = await context.use.findCluster(clusterId)
    const members = await context.use.loadServerHealth(cluster.memberIds)
    const holder = rolloutOf(cluster, at)
    if (holder?.kind === 'stop') return new Reply(done, { 'x-sluice-rollout': holder.id })
    const { status } = clusterStatus(cluster, members, at)
    if (status === 'stopped')
      throw new DomainError('cluster-not-running', `Cluster ${cluster.name} is stopped already.`)
    // A deployment under way goes on elsewhere, and here comes to members that are down.
    const restart = holder?.kind === 'restart' ? await read.rollout(holder.id) : undefined
    const { after: rollout, change } = beginStop(cluster, members, { id: newId(), actor })
    const ended =
      restart && !isFinished(restart) ? [supersede(restart, `Rollout ${rollout.id} stops the cluster.`, at)] : []
    return commit([...change, ...ended], new Reply(done, { 'x-sluice-rollout': rollout.id }))
  },
})
