import { addNodes } from '#core/clusters/resize-cluster.ts'
import { clusterLimits } from '../_dialect/cluster-limits.ts'
import { operation } from '../_dialect/dialect.ts'
import { nodeIds, nodesCommand } from '../_dialect/bodies/nodes.ts'
import { done } from '../_dialect/types.ts'

/** Adds servers to a cluster whose nodes are all up; only the new ones restart. */
export default operation({
  name: 'AddClusterNodes',
  route: 'POST /api/clusters/{clusterId}/addnodes',
  example: { request: { clusterId: '<clusterId>', nodes: ['local$<serverId>'] }, answer: '200 OK' },
  ...nodesCommand,
  async run({ clusterId, nodes }, context) {
    const { actor, use, commit } = context
    const cluster = await use.findCluster(clusterId)
    const ids = nodeIds(nodes)
    const members = await use.loadServerHealth(cluster.memberIds)
    const found = new Map((await use.loadServerHealth(ids)).map((node) => [node.server.id, node]))
    return commit(addNodes(cluster, members, ids, found, actor, clusterLimits).change, done)
  },
})
