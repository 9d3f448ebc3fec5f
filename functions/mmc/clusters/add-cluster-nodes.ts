import { clusterNodesCommand } from '../_dialect/families/cluster-nodes.ts'

/** Adds servers to a cluster whose nodes are all up; only the new ones restart. */
export default clusterNodesCommand.operation({
  name: 'AddClusterNodes',
  route: 'POST /api/clusters/{clusterId}/addnodes',
  example: { request: { clusterId: '<clusterId>', nodes: ['local$<serverId>'] }, answer: '200 OK' },
  permission: 'clusters.edit',
  action: 'add',
})
