import { clusterFlowCommand } from '../_dialect/families/cluster.ts'
import * as examples from '../_dialect/examples.ts'

/** Pauses a running flow on all nodes of a cluster. */
export default clusterFlowCommand.operation({
  name: 'PauseClusterFlow',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/pause',
  example: { request: examples.clusterFlow, answer: { mediaType: 'text/plain', text: 'The flow paused successfully' } },
  // As its documented heading spells it.
  aliases: ['POST /api/clusters/{clusterId}/{flowName}/{applicationName}/pause'],
  permission: 'clusters.control',
  action: 'pause',
})
