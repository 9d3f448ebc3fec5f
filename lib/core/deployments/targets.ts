import type { Cluster } from '../clusters/cluster.ts'
import type { ServerHealth } from '../servers/server-status.ts'
import type { Server, ServerGroup } from '../servers/server.ts'
import type { Deployment, Target } from './deployment.ts'

/** What the targets of deployments were found to be: of servers all that any of them may mean. */
export interface TargetSnapshot {
  servers: ReadonlyMap<string, ServerHealth>
  clusters: ReadonlyMap<string, Cluster>
  groups: ReadonlyMap<string, ServerGroup>
}

/**
 * The targets there still are. A server leaves the deployments that name it when it joins a cluster, a cluster when it is
 * disbanded (docs/dialects/mmc.md 3): derived from the items as they are, so that it holds from that very write on.
 */
export const liveTargets = ({ targets }: Pick<Deployment, 'targets'>, snapshot: TargetSnapshot): Target[] =>
  targets.filter(({ kind, id, since }) => {
    if (kind === 'cluster') return snapshot.clusters.has(id)
    if (kind === 'server-group') return snapshot.groups.has(id)
    const server = snapshot.servers.get(id)?.server
    return server !== undefined && isAlone(server) && (server.leftAt ?? '') <= since
  })

/** A member of a cluster carries what the cluster carries: deployments reach it through the cluster only. */
export const isAlone = ({ clusterId }: Pick<Server, 'clusterId'>): boolean => clusterId === undefined

/** The servers that targets mean now, each once: itself, a group's, a cluster's members in the order they joined. */
export function serversOf(targets: readonly Target[], { servers, clusters }: TargetSnapshot): ServerHealth[] {
  const ids = targets.flatMap(({ kind, id }) => {
    if (kind === 'server') return [id]
    if (kind === 'cluster') return clusters.get(id)?.memberIds ?? []
    return [...servers.values()].filter(({ server }) => server.groupIds.includes(id)).map(({ server }) => server.id)
  })
  return [...new Set(ids)].flatMap((id) => servers.get(id) ?? [])
}

/** The servers that still may carry something of a deployment although it means them no more. */
export function leftoverServers(
  { id, placed }: Deployment,
  wanted: readonly ServerHealth[],
  { servers, clusters }: TargetSnapshot,
) {
  const ids = [...placed.serverIds, ...placed.clusterIds.flatMap((one) => clusters.get(one)?.memberIds ?? [])]
  const meant = new Set(wanted.map(({ server }) => server.id))
  return [...new Set(ids)]
    .filter((one) => !meant.has(one))
    .flatMap((one) => servers.get(one) ?? [])
    .filter(({ server }) => hosts(server, id))
}

/** Whether a server is asked to carry something of a deployment, or was written by one of its rollouts and may yet be. */
const hosts = ({ desired: { applications, deployments } }: Server, deploymentId: string): boolean =>
  deployments?.[deploymentId] !== undefined ||
  Object.values(applications).some((one) => one.deploymentId === deploymentId)
