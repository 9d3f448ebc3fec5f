import { clusterEndpointCommand } from '../_dialect/families/cluster.ts'
import * as examples from '../_dialect/examples.ts'

/** Starts one endpoint of a cluster's flow on all nodes. */
export default clusterEndpointCommand.operation({
  name: 'StartClusterFlowEndpoint',
  route: 'POST /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/endpoints/{endpointId}/start',
  example: { request: { ...examples.clusterFlow, endpointId: 'endpoint.vm.running' }, answer: ['endpoint.vm.running'] },
  permission: 'clusters.control',
  action: 'started',
})
