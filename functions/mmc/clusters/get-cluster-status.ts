import { clusterStatus } from '#core/clusters/cluster-status.ts'
import * as t from '#runtime/schema.ts'
import { watching, watchMembers } from '#runtime/watch.ts'
import { operation } from '../_dialect/dialect.ts'
import { findCluster, finding } from '../_dialect/find.ts'
import { Id, text } from '../_dialect/shapes.ts'
import { nodesOnline } from '../_dialect/words.ts'

/** Says in a line of text how many of a cluster's nodes are online. */
export default operation({
  name: 'GetClusterStatus',
  route: 'GET /api/clusters/{clusterId}/status',
  example: { request: { clusterId: '<clusterId>' }, answer: { mediaType: 'text/plain', text: '1 of 1 nodes online' } },
  permission: 'clusters.read',
  input: t.object({ clusterId: Id }),
  output: t.document,
  isDocument: true,
  fails: ['cluster-not-found'],
  effects: { ...watching, reads: finding },
  async run({ clusterId }, context) {
    const cluster = await findCluster(context, clusterId)
    return text(nodesOnline(clusterStatus(cluster, await watchMembers(context, cluster), context.at)))
  },
})
