import { clusterApplicationCommand } from '../_dialect/families/cluster.ts'

/** Starts applications on all nodes of a cluster that host them. */
export default clusterApplicationCommand.operation({
  name: 'StartClusterApplication',
  route: 'POST /api/clusters/{clusterId}/applications/{applicationName}/start',
  example: {
    request: { clusterId: '<clusterId>', applicationName: '<applicationName>' },
    answer: { total: 1, data: ['<applicationName>'] },
  },
  permission: 'clusters.control',
  action: 'start',
})
