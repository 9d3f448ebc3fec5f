import type { Flow } from '#core/flows/flow.ts'
import type { FlowServers, Hosting, HostingServer } from '#core/flows/hosting.ts'
import { isResolvedFor } from '#core/flows/host-flow.ts'
import { settleHostedFlow, type Standing } from '#core/flows/settle-hosted-flow.ts'
import { hostsFlows, isLive, type Lease } from '#core/servers/lease.ts'
import { signed } from '#store/author.ts'
import { commit } from '#store/commit.ts'
import { readHostings } from '#store/hostings.ts'
import { read, readMany } from '#store/read.ts'
import type { Table } from '#store/dynamo.ts'
import { ownAuthor, type Services } from '../invocation/context.ts'
import { retryOnConflict } from '../invocation/invoke-operation.ts'

/** How the servers of a flow stand at a time: two requests for each hundred. */
export const standingsOf = async (table: Table, servers: FlowServers, at: string): Promise<Standing[]> =>
  (await standingsOfAll(table, servers.tenant, [servers], at)).get(servers.flowId) ?? []

/** How the servers of some flows of a tenant stand, by the flow's id: two requests for each hundred. */
export async function standingsOfAll(
  table: Table,
  tenant: string,
  flows: readonly FlowServers[],
  at: string,
): Promise<Map<string, Standing[]>> {
  const wanted = flows.flatMap(({ flowKey, servers }) => servers.map(({ serverId }) => ({ serverId, flowKey })))
  const agentIds = new Set(flows.flatMap(({ servers }) => servers.map(({ agentId }) => agentId)))
  const [hostings, leases] = await Promise.all([
    readHostings(table, tenant, wanted),
    readMany(table, 'lease', tenant, [...agentIds]),
  ])
  const place = (serverId: string, flowKey: string) => JSON.stringify([serverId, flowKey])
  const hostingOf = new Map(hostings.map((one) => [place(one.serverId, one.flowKey), one]))
  const leaseOf = new Map(leases.map((one) => [one.agentId, one]))
  const ofFlow = ({ flowKey, servers }: FlowServers) =>
    servers.map((one) => standing(one, leaseOf.get(one.agentId), hostingOf.get(place(one.serverId, flowKey)), at))
  return new Map(flows.map((one) => [one.flowId, ofFlow(one)]))
}

const standing = (
  server: HostingServer,
  lease: Lease | undefined,
  hosting: Hosting | undefined,
  at: string,
): Standing => ({
  ...server,
  isLive: isLive(lease, at) && hostsFlows(lease) && lease.serverId === server.serverId,
  isTold: hosting !== undefined && hosting.state !== 'removed',
  report: hosting?.report,
})

/**
 * Moves a flow on runtimes on when they agree. One that is to run is looked at only when a runtime has failed. A flow that is
 * placed elsewhere by now is the business of that change.
 */
export const settleHosted = (
  { table, now }: Services,
  { tenant, key, id }: Pick<Flow, 'tenant' | 'key' | 'id'>,
  hasFailed = false,
): Promise<void> =>
  retryOnConflict(async () => {
    const flow = await read(table, 'flow', tenant, key)
    if (flow?.id !== id || !flow.isHosted) return
    const isWaiting = flow.status === 'starting' || flow.status === 'stopping'
    if (!isWaiting && !(hasFailed && (flow.status === 'active' || flow.status === 'paused'))) return
    const servers = await read(table, 'flow-servers', tenant, id)
    if (!isResolvedFor(servers, flow)) return
    const at = now().toISOString()
    const standings = await standingsOf(table, servers, at)
    await commit(signed(table, ownAuthor('SettleFlows', at)), settleHostedFlow(flow, standings, at).change)
  })
