import { clusterFlowCommand } from '../_dialect/cluster-commands.ts'

/** Pauses a running flow on all nodes of a cluster. */
export default clusterFlowCommand.operation({
  name: 'PauseClusterFlow',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/pause',
  // As its documented heading spells it.
  aliases: ['POST /api/clusters/{clusterId}/{flowName}/{applicationName}/pause'],
  permission: 'clusters.control',
  action: 'pause',
})
