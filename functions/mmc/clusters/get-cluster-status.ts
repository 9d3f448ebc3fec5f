import { findCluster } from '#app/clusters/find-cluster.ts'
import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { clusterStatus } from '#core/clusters/cluster-status.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { Id, text } from '../_dialect/types.ts'
import { nodesOnline } from '../_dialect/words.ts'

/** Returns, as a line of text, how many of a cluster's nodes are online. */
export default operation({
  name: 'GetClusterStatus',
  route: 'GET /api/clusters/{clusterId}/status',
  example: { request: { clusterId: '<clusterId>' }, answer: { mediaType: 'text/plain', text: '1 of 1 nodes online' } },
  permission: 'clusters.read',
  watchable: true,
  input: t.object({ clusterId: Id }),
  output: t.document,
  isDocument: true,
  fails: ['cluster-not-found'],
  uses: { findCluster, loadServerHealth },
  async run({ clusterId }, context) {
    const cluster = await context.use.findCluster(clusterId)
    return text(nodesOnline(clusterStatus(cluster, await context.use.loadServerHealth(cluster.memberIds), context.at)))
  },
})
