import { clusterFlowCommand } from '../_dialect/cluster-commands.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'

/** Starts a flow on all nodes of a cluster that have it stopped or paused. */
export default operation({
  name: 'StartClusterFlow',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/start',
  example: {
    request: { ...examples.clusterFlow, flowName: 'Stopped' },
    answer: { mediaType: 'text/plain', text: 'The flow started successfully' },
  },
  // As its documented heading spells it.
  aliases: ['POST /api/clusters/{clusterId}/{flowName}/{applicationName}/start'],
  ...clusterFlowCommand('start'),
})
