import { clusterNodesCommand } from '../_dialect/families/cluster-nodes.ts'

/** Removes nodes from a cluster of three or more; they restart as stand-alone servers, the others do not restart. */
export default clusterNodesCommand.operation({
  name: 'RemoveClusterNodes',
  route: 'POST /api/clusters/{clusterId}/removenodes',
  example: { request: { clusterId: '<clusterId>', nodes: ['local$<memberId>'] }, answer: '200 OK' },
  permission: 'clusters.edit',
  action: 'remove',
})
