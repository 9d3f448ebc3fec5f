import { clusterFlowCommand } from '../_dialect/cluster-commands.ts'

/** Stops a flow on all nodes of a cluster that run it or have it paused. */
export default clusterFlowCommand.operation({
  name: 'StopClusterFlow',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/stop',
  // As its documented heading spells it.
  aliases: ['POST /api/clusters/{clusterId}/{flowName}/{applicationName}/stop'],
  permission: 'clusters.control',
  action: 'stop',
})
