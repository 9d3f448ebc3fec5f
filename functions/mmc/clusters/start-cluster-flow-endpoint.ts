import { clusterEndpointCommand } from '../_dialect/cluster-commands.ts'

/** Starts one endpoint of a cluster’s flow on all nodes. */
export default clusterEndpointCommand.operation({
  name: 'StartClusterFlowEndpoint',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/endpoints/{endpointId}/start',
  permission: 'clusters.control',
  action: 'started',
})
