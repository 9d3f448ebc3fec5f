import { findCluster } from '#app/clusters/find-cluster.ts'
import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { addNodes, removeNodes } from '#core/clusters/resize-cluster.ts'
import * as t from '#runtime/declarations/schema.ts'
import { nodeIds, Nodes, readNodes } from '../bodies/nodes.ts'
import { clusterLimits } from '../cluster-limits.ts'
import { family, unpermitted } from '../dialect.ts'
import { Done, done, Id } from '../types.ts'

/** The family of adding nodes to a cluster and removing them. */
export const clusterNodesCommand = family({
  input: t.object({ clusterId: Id, nodes: Nodes }),
  output: Done,
  errors: unpermitted(400),
  parseNonJsonBody: readNodes,
  fails: ['cluster-not-found', 'cluster-refused'],
  effects: { updates: ['cluster', 'server'] },
  uses: { findCluster, loadServerHealth },
  async run({ clusterId, nodes }, { actor, use, commit }, action: 'add' | 'remove') {
    const cluster = await use.findCluster(clusterId)
    const ids = nodeIds(nodes)
    const members = await use.loadServerHealth(cluster.memberIds)
    if (action === 'remove') return commit(removeNodes(cluster, members, ids, actor, clusterLimits).change, done)
    const found = new Map((await use.loadServerHealth(ids)).map((node) => [node.server.id, node]))
    return commit(addNodes(cluster, members, ids, found, actor, clusterLimits).change, done)
  },
})
