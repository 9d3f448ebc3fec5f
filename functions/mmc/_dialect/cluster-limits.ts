import type { ClusterLimits } from '#core/clusters/cluster.ts'

/** Eight nodes at most; the console changed the size of clusters since 3.4, of runtimes from Mule 3.3.0 on. */
export const clusterLimits: ClusterLimits = { mostNodes: 8, resizableFrom: '3.3.0' }
