import { clusterFlowCommand } from '../_dialect/cluster-commands.ts'
import { operation } from '../_dialect/dialect.ts'

/** Pauses a running flow on all nodes of a cluster. */
export default operation({
  name: 'PauseClusterFlow',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/pause',
  // As its documented heading spells it.
  aliases: ['POST /api/clusters/{clusterId}/{flowName}/{applicationName}/pause'],
  ...clusterFlowCommand('pause'),
})
