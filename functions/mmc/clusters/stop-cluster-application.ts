import { clusterApplicationCommand } from '../_dialect/cluster-commands.ts'

/** Stops applications, with their flows and endpoints, on all nodes of a cluster. */
export default clusterApplicationCommand.operation({
  name: 'StopClusterApplication',
  route: 'POST /api/clusters/{clusterId}/applications/{applicationName}/stop',
  permission: 'clusters.control',
  action: 'stop',
})
