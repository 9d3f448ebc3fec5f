import { clusterEndpointCommand } from '../_dialect/families/cluster.ts'
import * as examples from '../_dialect/examples.ts'

/** Stops one endpoint of a cluster's flow on all nodes; the flow itself is not changed. */
export default clusterEndpointCommand.operation({
  name: 'StopClusterFlowEndpoint',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/endpoints/{endpointId}/stop',
  example: { request: { ...examples.clusterFlow, endpointId: 'endpoint.vm.running' }, answer: ['endpoint.vm.running'] },
  permission: 'clusters.control',
  action: 'stopped',
})
