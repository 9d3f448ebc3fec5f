import { clusterApplicationCommand } from '../_dialect/families/cluster.ts'

/** Stops applications, with their flows and endpoints, on all nodes of a cluster. */
export default clusterApplicationCommand.operation({
  name: 'StopClusterApplication',
  route: 'POST /api/clusters/{clusterId}/applications/{applicationName}/stop',
  example: {
    request: { clusterId: '<clusterId>', applicationName: '<applicationName>' },
    answer: { total: 1, data: ['<applicationName>'] },
  },
  permission: 'clusters.control',
  action: 'stop',
})
