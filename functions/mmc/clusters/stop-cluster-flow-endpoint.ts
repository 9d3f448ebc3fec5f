import { clusterEndpointCommand } from '../_dialect/cluster-commands.ts'
import { operation } from '../_dialect/dialect.ts'

/** Stops one endpoint of a cluster’s flow on all nodes; the flow itself stays as it is. */
export default operation({
  name: 'StopClusterFlowEndpoint',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/endpoints/{endpointId}/stop',
  ...clusterEndpointCommand('stopped'),
})
