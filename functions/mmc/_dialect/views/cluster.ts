import { clusterStatus } from '#core/clusters/cluster-status.ts'
import type { Cluster } from '#core/clusters/cluster.ts'
import type { Deployment } from '#core/deployments/deployment.ts'
import { publicIdOf } from '#core/deployments/public-id.ts'
import type { ServerHealth } from '#core/servers/server-status.ts'
import * as t from '#runtime/declarations/schema.ts'
import { toLocal } from '../ids.ts'
import { clusterWords, nodesOnline } from '../words.ts'

export const ClusterView = t.object({
  name: t.string(),
  location: t.string(),
  id: t.string(),
  version: t.string(),
  multicast: t.string(),
  status: t.string(),
  clusterStatus: t.string(),
  nodesUpCount: t.int(),
  nodeServerIds: t.array(t.string()),
  deployments: t.array(t.string()),
  groupIds: t.array(t.string()),
  lastRestarted: t.int(),
  runningServices: t.int(),
  pausedServices: t.int(),
  stoppedServices: t.int(),
  totalServices: t.int(),
})

type Targeting = Pick<Deployment, 'id' | 'revision' | 'targets'>

/** Counts are -1 until the console has metrics: while no node is up. */
export function clusterView(
  cluster: Cluster,
  members: readonly ServerHealth[],
  at: string,
  deployments: readonly Targeting[] = [],
): t.Of<typeof ClusterView> {
  const status = clusterStatus(cluster, members, at)
  const { running = -1, paused = -1, stopped = -1 } = status.flows ?? {}
  return {
    name: cluster.name,
    location: 'N/A',
    id: cluster.id,
    version: cluster.runtimeVersion,
    multicast: String(cluster.multicast),
    status: nodesOnline(status),
    clusterStatus: clusterWords[status.status],
    nodesUpCount: status.upCount,
    nodeServerIds: cluster.memberIds.map(toLocal),
    deployments: deployments
      .filter(({ targets }) => targets.some(({ id }) => id === cluster.id))
      .map((deployment) => toLocal(publicIdOf(deployment))),
    groupIds: cluster.groupIds,
    lastRestarted: Date.parse(cluster.lastRestartedAt),
    runningServices: running,
    pausedServices: paused,
    stoppedServices: stopped,
    totalServices: status.flows ? running + paused + stopped : -1,
  }
}
