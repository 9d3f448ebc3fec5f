import { clusterApplicationCommand } from '../_dialect/cluster-commands.ts'

/** Restarts applications on all nodes of a cluster that carry them. */
export default clusterApplicationCommand.operation({
  name: 'RestartClusterApplication',
  route: 'POST /api/clusters/{clusterId}/applications/{applicationName}/restart',
  permission: 'clusters.control',
  action: 'restart',
})
