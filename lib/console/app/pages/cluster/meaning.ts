interface Cluster {
  clusterStatus: string
  nodesUpCount: number
  nodeServerIds: readonly string[]
}

/**
 * What the status of a cluster means, and what makes it another. `open`: the rollouts of it that are not over; `hasFailures`: an
 * application failed on one of its servers.
 */
export function meaningOf(
  { clusterStatus, nodesUpCount, nodeServerIds }: Cluster,
  open: readonly { kind: string; status: string }[],
  hasFailures = false,
): string {
  if (clusterStatus === 'OK')
    return hasFailures ? 'All of its servers are up, but an application failed.' : 'All of its servers are up.'
  if (clusterStatus === 'STOPPED') return 'No server of it is up, so it serves nothing.'
  const down = nodeServerIds.length - nodesUpCount
  if (clusterStatus === 'WARN')
    return `${down} of its ${nodeServerIds.length} servers ${down === 1 ? 'is' : 'are'} down.`
  const up = down === 0 ? 'All of its servers are up' : `${nodesUpCount} of its ${nodeServerIds.length} servers are up`
  const restart = open.find(({ kind }) => kind === 'restart')
  if (restart?.status === 'paused')
    return `${up}. A restart of it is paused: it is not over until it is resumed or cancelled.`
  if (restart) return `${up}. A restart of it is under way.`
  return `${up}. A server of it has been told to restart, or is starting.`
}
