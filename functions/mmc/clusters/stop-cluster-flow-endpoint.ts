import { clusterEndpointCommand } from '../_dialect/cluster-commands.ts'

/** Stops one endpoint of a cluster’s flow on all nodes; the flow itself stays as it is. */
export default clusterEndpointCommand.operation({
  name: 'StopClusterFlowEndpoint',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/endpoints/{endpointId}/stop',
  permission: 'clusters.control',
  action: 'stopped',
})
