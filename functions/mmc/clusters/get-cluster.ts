import { findCluster } from '#app/clusters/find-cluster.ts'
import { listDeploymentTargets } from '#app/deployments/list-deployment-targets.ts'
import { loadServerHealth } from '#app/servers/load-server-health.ts'
import * as t from '#runtime/declarations/schema.ts'
import { ClusterView, clusterView } from '../_dialect/views/cluster.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { Id } from '../_dialect/types.ts'

/** Returns a cluster by its id or name, including nodes that are down. */
export default operation({
  name: 'GetCluster',
  route: 'GET /api/clusters/{clusterId}',
  example: { request: { clusterId: '<clusterId>' }, answer: examples.cluster },
  permission: 'clusters.read',
  watchable: true,
  input: t.object({ clusterId: Id }),
  output: ClusterView,
  fails: ['cluster-not-found'],
  uses: { findCluster, loadServerHealth, listDeploymentTargets },
  async run({ clusterId }, context) {
    const cluster = await context.use.findCluster(clusterId)
    const members = await context.use.loadServerHealth(cluster.memberIds)
    return clusterView(cluster, members, context.at, await context.use.listDeploymentTargets())
  },
})
