import type { Actor } from '../actor.ts'
import type { Change } from '../change.ts'
import { DomainError } from '../errors.ts'
import { updateDesired } from '../servers/command-server.ts'
import { defaultTimeouts } from '../servers/command.ts'
import { createCommand } from '../servers/server-command.ts'
import { takeName } from '../names.ts'
import type { Desired, Server } from '../servers/server.ts'
import { isUp, watch, type ServerHealth } from '../servers/server-status.ts'
import { refused, type Cluster, type ClusterLimits } from './cluster.ts'

export interface ClusterSpec {
  tenant: string
  id: string
  name: string
  runtimeVersion: string
  multicast: boolean
  nodeIds: readonly string[]
  actor: Actor
  limits: ClusterLimits
}

/**
 * Forms a cluster of servers that are up, alone, and of its version: each leaves its groups, gets the cluster into its
 * desired document and an order to restart. One transaction: name, cluster and members, so a server is never in two.
 * Conditions are checked in the documented order (docs/dialects/mmc.md 3), the name before the nodes. `after` is the cluster
 * and its members as they are from this change on: each ordered to restart.
 */
export function formCluster(formation: ClusterSpec, nameIsTaken: boolean, found: ReadonlyMap<string, ServerHealth>) {
  const { tenant, id, name, runtimeVersion, multicast, nodeIds, actor, limits } = formation
  const { at, name: by } = actor
  if (nameIsTaken) throw new DomainError('cluster-name-taken', `A cluster named ${name} exists already.`)
  const nodes = newNodes(nodeIds, found, runtimeVersion)
  if (nodes.length > limits.mostNodes)
    throw refused(`A cluster has at most ${limits.mostNodes} nodes, not ${nodes.length}.`)
  const cluster: Cluster = {
    tenant,
    id,
    version: 1,
    name,
    runtimeVersion,
    multicast,
    groupIds: [],
    memberIds: nodes.map(({ server }) => server.id),
    lastRestartedAt: at,
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    updatedBy: by,
  }
  const joined = nodes.map((node) => ({ node, update: join(node, cluster, actor) }))
  const change = [
    takeName('cluster', cluster, 'cluster-name-taken'),
    { kind: 'create', entity: 'cluster', item: cluster, taken: 'version-conflict', message: 'The id is taken.' },
    ...joined.map(({ update }) => update),
  ] as const satisfies Change
  const members = joined.map(({ node, update }) => watch({ ...node.server, ...update.set }, node.lease, at))
  return { after: { cluster, members }, change }
}

/** The servers to take in. Throws `cluster-refused` with the id that is in the way. */
export function newNodes(
  ids: readonly string[],
  found: ReadonlyMap<string, ServerHealth>,
  runtimeVersion: string,
): ServerHealth[] {
  const wanted = [...new Set(ids)]
  const nodes = wanted.map((id) => {
    const node = found.get(id)
    if (!node) throw refused(`There is no server with the id ${id}.`)
    return node
  })
  for (const { server, status } of nodes) {
    if (!isUp(status)) throw refused(`Server ${server.id} (${server.name}) is not responding: it is ${status}.`)
  }
  for (const { server } of nodes) {
    if (server.clusterId !== undefined) throw refused(`Server ${server.id} (${server.name}) is in a cluster already.`)
  }
  for (const { server } of nodes) {
    if (server.runtimeVersion !== runtimeVersion) {
      throw refused(`Server ${server.id} (${server.name}) has version ${server.runtimeVersion}, not ${runtimeVersion}.`)
    }
  }
  return nodes
}

/**
 * The update that makes a server a member: out of its groups and its own deployments, given what the cluster's deployments
 * put on `model`, a member it has already, and restarted.
 */
export function join({ server }: ServerHealth, { id, name, multicast }: Cluster, actor: Actor, model?: Server) {
  const command = createCommand(server, 'restart', defaultTimeouts, actor.at)
  const applications = { ...placedOn(server, false), ...(model ? placedOn(model, true) : {}) }
  const update = updateDesired(
    server,
    { cluster: { id, name, multicast }, command, applications, deployments: undefined },
    actor,
  )
  return { ...update, set: { ...update.set, clusterId: id, groupIds: [] } }
}

/** What deployments put on a server, or what they did not. */
const placedOn = ({ desired: { applications } }: Server, isPlaced: boolean): Desired['applications'] =>
  Object.fromEntries(Object.entries(applications).filter(([, one]) => (one.versionId !== undefined) === isPlaced))

/** The update that makes a member a server of its own again: without what the cluster asked of it, restarted alone. */
export function leave({ server, status }: ServerHealth, actor: Actor) {
  // A server that is down has nothing to restart; it finds itself alone when it comes.
  const command = isUp(status) ? createCommand(server, 'restart', defaultTimeouts, actor.at) : server.desired.command
  const update = updateDesired(server, { cluster: undefined, command, applications: {}, deployments: undefined }, actor)
  return { ...update, set: { ...update.set, clusterId: undefined, leftAt: actor.at } }
}
