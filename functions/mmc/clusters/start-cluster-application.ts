import { clusterApplicationCommand } from '../_dialect/cluster-commands.ts'

/** Starts applications on all nodes of a cluster that carry them. */
export default clusterApplicationCommand.operation({
  name: 'StartClusterApplication',
  route: 'POST /api/clusters/{clusterId}/applications/{applicationName}/start',
  permission: 'clusters.control',
  action: 'start',
})
