import { groupNotFound } from '#core/servers/server-group.ts'
import type { Server, ServerGroup } from '#core/servers/server.ts'
import { uuidPattern } from '#core/deployments/public-id.ts'
import { clusterNotFound, type Cluster } from '#core/clusters/cluster.ts'
import { serverNotFound } from '#core/servers/register-server.ts'
import type { Watched } from '#core/servers/server-status.ts'
import type { Context } from '#runtime/context.ts'
import { all } from '#runtime/all.ts'
import { watchServers, type Watching } from '#runtime/watch.ts'
import { fromLocal } from './ids.ts'

/** What finding a cluster takes: two reads at most. */
export const finding = ['cluster', 'name'] as const
type Finding = Context<{ reads: typeof finding }>

/** A cluster by its id or, since scripts use that too, its name. Throws `cluster-not-found`. */
export async function findCluster({ read }: Pick<Finding, 'read'>, idOrName: string): Promise<Cluster> {
  const byId = uuidPattern.test(idOrName) ? await read.cluster(idOrName) : undefined
  if (byId) return byId
  const taken = await read.name('cluster', idOrName)
  const cluster = taken && (await read.cluster(taken.id))
  if (!cluster) throw clusterNotFound(idOrName)
  return cluster
}

/** A server beside its lease, by its id. Throws `server-not-found`. */
export async function findServer(context: Watching, serverId: string): Promise<Watched> {
  const [watched] = await watchServers(context, [fromLocal(serverId)])
  if (!watched) throw serverNotFound(serverId)
  return watched
}

/** A server by its id, without its lease: files are put on it whether it is heard or not. Throws `server-not-found`. */
export async function findServerAlone(
  { read }: Pick<Context<{ reads: readonly ['server'] }>, 'read'>,
  serverId: string,
): Promise<Server> {
  const server = await read.server(fromLocal(serverId))
  if (!server) throw serverNotFound(serverId)
  return server
}

/** All servers of the tenant: what a group counts its own from. */
export const allServers = async ({
  list,
  readMany,
}: Pick<Context<typeof countingServers>, 'list' | 'readMany'>): Promise<Server[]> =>
  readMany.server((await all(list.server)).map(({ id }) => id))

/** What `allServers` takes. */
export const countingServers = { lists: ['server'], readsMany: ['server'] } as const

/** Groups by their ids. Throws `server-group-not-found` for the first there is none of. */
export async function findGroups(
  { readMany }: Pick<Context<{ readsMany: readonly ['server-group'] }>, 'readMany'>,
  ids: readonly string[],
): Promise<ServerGroup[]> {
  const found = await readMany['server-group'](ids)
  const unknown = ids.find((id) => !found.some((group) => group.id === id))
  if (unknown !== undefined) throw groupNotFound(unknown)
  return found
}
