import { clusterFlowCommand } from '../_dialect/cluster-commands.ts'

/** Starts a flow on all nodes of a cluster that have it stopped or paused. */
export default clusterFlowCommand.operation({
  name: 'StartClusterFlow',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/start',
  // As its documented heading spells it.
  aliases: ['POST /api/clusters/{clusterId}/{flowName}/{applicationName}/start'],
  permission: 'clusters.control',
  action: 'start',
})
