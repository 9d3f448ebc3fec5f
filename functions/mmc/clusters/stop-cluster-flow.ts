import { clusterFlowCommand } from '../_dialect/families/cluster.ts'
import * as examples from '../_dialect/examples.ts'

/** Stops a running or paused flow on all nodes of a cluster. */
export default clusterFlowCommand.operation({
  name: 'StopClusterFlow',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/stop',
  example: {
    request: examples.clusterFlow,
    answer: { mediaType: 'text/plain', text: 'The flow stopped successfully' },
  },
  // As its documented heading spells it.
  aliases: ['POST /api/clusters/{clusterId}/{flowName}/{applicationName}/stop'],
  permission: 'clusters.control',
  action: 'stop',
})
