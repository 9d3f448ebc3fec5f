import { removeNodes } from '#core/clusters/resize-cluster.ts'
import { clusterLimits } from '../_dialect/cluster-limits.ts'
import { operation } from '../_dialect/dialect.ts'
import { nodeIds, nodesCommand } from '../_dialect/bodies/nodes.ts'
import { done } from '../_dialect/types.ts'

/** Removes nodes from a cluster of three or more; they restart as stand-alone servers, the others do not restart. */
export default operation({
  name: 'RemoveClusterNodes',
  route: 'POST /api/clusters/{clusterId}/removenodes',
  example: { request: { clusterId: '<clusterId>', nodes: ['local$<memberId>'] }, answer: '200 OK' },
  ...nodesCommand,
  async run({ clusterId, nodes }, context) {
    const { actor, use, commit } = context
    const cluster = await use.findCluster(clusterId)
    const members = await use.loadServerHealth(cluster.memberIds)
    return commit(removeNodes(cluster, members, nodeIds(nodes), actor, clusterLimits).change, done)
  },
})
