import { watch, type Watched } from '#core/servers/server-status.ts'
import type { Cluster } from '#core/clusters/cluster.ts'
import type { Carrier } from '#core/servers/runtime-flows.ts'
import type { Context } from './context.ts'

/**
 * Reading of servers as statuses are derived from them: the item and the lease, each by a batch. Two requests for up to a
 * hundred servers. An operation declares `watching` among its effects to use it.
 */
export const watching = { readsMany: ['server', 'lease'] } as const
export type Watching = Pick<Context<typeof watching>, 'readMany' | 'at'>

/** Servers by their ids, in that order; those that are not there are left out. */
export async function watchServers({ readMany, at }: Watching, serverIds: readonly string[]): Promise<Watched[]> {
  const servers = await readMany.server(serverIds)
  const leases = await readMany.lease(servers.map(({ agentId }) => agentId))
  const byAgent = new Map(leases.map((lease) => [lease.agentId, lease]))
  const byId = new Map(servers.map((server) => [server.id, watch(server, byAgent.get(server.agentId), at)]))
  return serverIds.flatMap((id) => byId.get(id) ?? [])
}

export const watchMembers = (context: Watching, cluster: Cluster | undefined): Promise<Watched[]> =>
  watchServers(context, cluster?.memberIds ?? [])

/** The same with the applications each server reports: one request more for each. */
export const watchingFlows = { ...watching, collects: ['application'] } as const
export type WatchingFlows = Pick<Context<typeof watchingFlows>, 'readMany' | 'collect' | 'at'>

export const withApplications = ({ collect }: WatchingFlows, watched: readonly Watched[]): Promise<Carrier[]> =>
  Promise.all(watched.map(async (one) => ({ ...one, applications: await collect.application(one.server.id) })))
