import { addNodes } from '#core/clusters/resize-cluster.ts'
import * as t from '#runtime/schema.ts'
import { watching, watchMembers, watchServers } from '#runtime/watch.ts'
import { operation, unpermitted } from '../_dialect/dialect.ts'
import { findCluster, finding } from '../_dialect/find.ts'
import { nodeIds, Nodes, readNodes } from '../_dialect/nodes-body.ts'
import { Done, done, Id } from '../_dialect/shapes.ts'

/** Takes servers into a cluster whose nodes are all up; the new ones restart, the others do not. */
export default operation({
  name: 'AddClusterNodes',
  route: 'POST /api/clusters/{clusterId}/addnodes',
  permission: 'clusters.edit',
  input: t.object({ clusterId: Id, nodes: Nodes }),
  output: Done,
  errors: unpermitted(400),
  readOddBody: readNodes,
  fails: ['cluster-not-found', 'cluster-refused'],
  effects: { ...watching, reads: finding, updates: ['cluster', 'server'] },
  async run({ clusterId, nodes }, context) {
    const { caller, at, commit } = context
    const cluster = await findCluster(context, clusterId)
    const ids = nodeIds(nodes)
    const members = await watchMembers(context, cluster)
    const found = new Map((await watchServers(context, ids)).map((node) => [node.server.id, node]))
    return commit(addNodes(cluster, members, ids, found, at, caller.name), done)
  },
})
