import type { Actor } from '../actor.ts'
import type { Change } from '../change.ts'
import { isUp, type ServerHealth } from '../servers/server-status.ts'
import { refused, rolloutOf, type Cluster, type ClusterLimits } from './cluster.ts'
import { clusterStatus } from './cluster-status.ts'
import { join, leave, newNodes } from './form-cluster.ts'

/**
 * Takes servers into a cluster whose members are all up: the new ones restart, the others do not, and the node count
 * grows at once. All or nothing.
 */
export function addNodes(
  cluster: Cluster,
  members: readonly ServerHealth[],
  ids: readonly string[],
  found: ReadonlyMap<string, ServerHealth>,
  actor: Actor,
  limits: ClusterLimits,
) {
  refuseUnlessWhole(cluster, members, actor.at, limits)
  refuseWhileDeploying(cluster, actor.at)
  const nodes = newNodes(ids, found, cluster.runtimeVersion)
  const size = cluster.memberIds.length + nodes.length
  if (size > limits.mostNodes)
    throw refused(`A cluster has at most ${limits.mostNodes} nodes; this would make ${size}.`)
  const memberIds = [...cluster.memberIds, ...nodes.map(({ server }) => server.id)]
  const change = [
    {
      kind: 'update',
      entity: 'cluster',
      before: cluster,
      set: { memberIds, updatedAt: actor.at, updatedBy: actor.name },
    },
    ...nodes.map((node) => join(node, cluster, actor, members[0]?.server)),
  ] as const satisfies Change
  return { change }
}

/** Lets members go: they restart as servers of their own, the others do not. At least two remain. */
export function removeNodes(
  cluster: Cluster,
  members: readonly ServerHealth[],
  ids: readonly string[],
  actor: Actor,
  limits: ClusterLimits,
) {
  const leaving = new Set(ids)
  for (const id of leaving) {
    if (!cluster.memberIds.includes(id)) throw refused(`Server ${id} is not a node of cluster ${cluster.name}.`)
  }
  const before = cluster.memberIds.length
  const after = before - leaving.size
  if (before < 3 || after < 2) {
    throw refused(`Of ${before} nodes ${leaving.size} cannot be removed: at least three before and two after.`)
  }
  refuseUnlessWhole(cluster, members, actor.at, limits)
  const memberIds = cluster.memberIds.filter((id) => !leaving.has(id))
  const change = [
    {
      kind: 'update',
      entity: 'cluster',
      before: cluster,
      set: { memberIds, updatedAt: actor.at, updatedBy: actor.name },
    },
    ...members.filter(({ server }) => leaving.has(server.id)).map((member) => leave(member, actor)),
  ] as const satisfies Change
  return { change }
}

function refuseUnlessWhole(
  cluster: Cluster,
  members: readonly ServerHealth[],
  at: string,
  { resizableFrom }: ClusterLimits,
): void {
  const down = members.find(({ status }) => !isUp(status))
  if (down) throw refused(`Server ${down.server.id} (${down.server.name}) is not responding: it is ${down.status}.`)
  const { status } = clusterStatus(cluster, members, at)
  if (status !== 'ok') throw refused(`The status of cluster ${cluster.name} is ${status}, not ok.`)
  const old = members.find(({ server }) => isOlder(server.runtimeVersion, resizableFrom))
  if (old) throw refused(`Server ${old.server.id} (${old.server.name}) is older than Mule ${resizableFrom}.`)
}

/** What a new member should run is known once the deployment is through. */
function refuseWhileDeploying(cluster: Cluster, at: string): void {
  const holder = rolloutOf(cluster, at)
  if (holder) throw refused(`Cluster ${cluster.name} has a ${holder.kind} under way (rollout ${holder.id}).`)
}

function isOlder(version: string, oldest: string): boolean {
  const parts = version.split(/[.-]/).map(Number)
  for (const [index, least] of oldest.split('.').map(Number).entries()) {
    const part = parts[index] ?? 0
    if (Number.isNaN(part) || part > least) return false
    if (part < least) return true
  }
  return false
}
