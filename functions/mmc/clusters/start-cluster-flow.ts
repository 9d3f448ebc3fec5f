import { clusterFlowCommand } from '../_dialect/families/cluster.ts'
import * as examples from '../_dialect/examples.ts'

/** Starts a stopped or paused flow on all nodes of a cluster. */
export default clusterFlowCommand.operation({
  name: 'StartClusterFlow',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/start',
  example: {
    request: { ...examples.clusterFlow, flowName: 'Stopped' },
    answer: { mediaType: 'text/plain', text: 'The flow started successfully' },
  },
  // As its documented heading spells it.
  aliases: ['POST /api/clusters/{clusterId}/{flowName}/{applicationName}/start'],
  permission: 'clusters.control',
  action: 'start',
})
