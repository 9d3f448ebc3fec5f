import { clusterApplicationCommand } from '../_dialect/cluster-commands.ts'
import { operation } from '../_dialect/dialect.ts'

/** Starts applications on all nodes of a cluster that carry them. */
export default operation({
  name: 'StartClusterApplication',
  route: 'POST /api/clusters/{clusterId}/applications/{applicationName}/start',
  example: {
    request: { clusterId: '<clusterId>', applicationName: '<applicationName>' },
    answer: { total: 1, data: ['<applicationName>'] },
  },
  ...clusterApplicationCommand('start'),
})
