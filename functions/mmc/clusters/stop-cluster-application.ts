import { clusterApplicationCommand } from '../_dialect/cluster-commands.ts'
import { operation } from '../_dialect/dialect.ts'

/** Stops applications, with their flows and endpoints, on all nodes of a cluster. */
export default operation({
  name: 'StopClusterApplication',
  route: 'POST /api/clusters/{clusterId}/applications/{applicationName}/stop',
  example: {
    request: { clusterId: '<clusterId>', applicationName: '<applicationName>' },
    answer: { total: 1, data: ['<applicationName>'] },
  },
  ...clusterApplicationCommand('stop'),
})
