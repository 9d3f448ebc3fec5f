import { flowCounts, isUp, type FlowCounts, type ServerHealth } from '../servers/server-status.ts'
import { rolloutOf, type Cluster } from './cluster.ts'

export interface ClusterStatus {
  status: 'ok' | 'warn' | 'waiting-for-restart' | 'stopped'
  upCount: number
  nodeCount: number
  /** Undefined until known: no member is up, or the cluster is still coming up. */
  flows: FlowCounts | undefined
}

/**
 * What a cluster is, from its members as they are and the rollout that owns it. Its node count is what it is
 * made of, its up count what serves now: a rolling restart shows every step.
 */
export function clusterStatus(cluster: Cluster, members: readonly ServerHealth[], at: string): ClusterStatus {
  const upCount = members.filter(({ status }) => isUp(status)).length
  const isComing = members.some(({ status }) => status === 'waiting-for-restart' || status === 'starting')
  const status =
    isComing || rolloutOf(cluster, at)?.kind === 'restart'
      ? 'waiting-for-restart'
      : upCount === 0
        ? 'stopped'
        : upCount === cluster.memberIds.length
          ? 'ok'
          : 'warn'
  return { status, upCount, nodeCount: cluster.memberIds.length, flows: flowCounts(members) }
}
