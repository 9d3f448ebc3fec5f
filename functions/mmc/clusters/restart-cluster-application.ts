import { clusterApplicationCommand } from '../_dialect/families/cluster.ts'

/** Restarts applications on all nodes of a cluster that host them. */
export default clusterApplicationCommand.operation({
  name: 'RestartClusterApplication',
  route: 'POST /api/clusters/{clusterId}/applications/{applicationName}/restart',
  example: {
    request: { clusterId: '<clusterId>', applicationName: '<applicationName>' },
    answer: { total: 1, data: ['<applicationName>'] },
  },
  permission: 'clusters.control',
  action: 'restart',
})
