import { clusterFlowCommand } from '../_dialect/cluster-commands.ts'
import { operation } from '../_dialect/dialect.ts'

/** Starts a flow on all nodes of a cluster that have it stopped or paused. */
export default operation({
  name: 'StartClusterFlow',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/start',
  // As its documented heading spells it.
  aliases: ['POST /api/clusters/{clusterId}/{flowName}/{applicationName}/start'],
  ...clusterFlowCommand('start'),
})
