import * as t from '#runtime/schema.ts'
import { watchMembers } from '#runtime/watch.ts'
import { ClusterView, clusterView, deploymentsByTarget, showingClusters } from '../_dialect/cluster-view.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { findCluster, finding } from '../_dialect/find.ts'
import { Id } from '../_dialect/shapes.ts'

/** Shows a cluster, by its id or name; nodes that are down are data, not an error. */
export default operation({
  name: 'GetCluster',
  route: 'GET /api/clusters/{clusterId}',
  example: { request: { clusterId: '<clusterId>' }, answer: examples.cluster },
  permission: 'clusters.read',
  input: t.object({ clusterId: Id }),
  output: ClusterView,
  fails: ['cluster-not-found'],
  effects: { ...showingClusters, reads: finding },
  async run({ clusterId }, context) {
    const cluster = await findCluster(context, clusterId)
    const members = await watchMembers(context, cluster)
    return clusterView(cluster, members, context.at, await deploymentsByTarget(context))
  },
})
