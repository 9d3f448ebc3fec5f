import { removeNodes } from '#core/clusters/resize-cluster.ts'
import * as t from '#runtime/schema.ts'
import { watching, watchMembers } from '#runtime/watch.ts'
import { operation, unpermitted } from '../_dialect/dialect.ts'
import { findCluster, finding } from '../_dialect/find.ts'
import { nodeIds, Nodes, readNodes } from '../_dialect/nodes-body.ts'
import { Done, done, Id } from '../_dialect/shapes.ts'

/** Lets nodes of a cluster of three or more go; they restart as servers of their own, the others do not. */
export default operation({
  name: 'RemoveClusterNodes',
  route: 'POST /api/clusters/{clusterId}/removenodes',
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
    const members = await watchMembers(context, cluster)
    return commit(removeNodes(cluster, members, nodeIds(nodes), at, caller.name), done)
  },
})
