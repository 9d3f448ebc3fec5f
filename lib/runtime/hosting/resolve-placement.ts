import type { Flow } from '#core/flows/flow.ts'
import type { HostingServer } from '#core/flows/hosting.ts'
import { placementTargets, targetsOfServer } from '#core/flows/placement.ts'
import type { Server } from '#core/servers/server.ts'
import { list, read, readMany, type Cursor } from '#store/read.ts'
import type { Table } from '#store/dynamo.ts'
import { all } from '../invocation/all.ts'
import type { Services } from '../invocation/context.ts'

/**
 * The servers that a flow's placement means now, by id. One request for each hundred; of groups a list of all servers too, which may
 * not show those yet that came a moment ago: `candidates` are looked at besides.
 */
export async function resolvePlacement(
  { table }: Services,
  { tenant, placement }: Flow,
  candidates: readonly string[],
): Promise<HostingServer[]> {
  if (!placement) return []
  const listed = await listedIds(table, tenant, placement)
  const servers = await readMany(table, 'server', tenant, [...listed, ...candidates])
  const targets = new Set(placementTargets(placement))
  return servers
    .filter((server) => isMeant(server, targets))
    .map(({ id: serverId, agentId }) => ({ serverId, agentId }))
    .sort((one, other) => (one.serverId < other.serverId ? -1 : 1))
}

async function listedIds(table: Table, tenant: string, { kind, ids }: NonNullable<Flow['placement']>) {
  if (kind === 'servers') return ids
  if (kind === 'cluster') return (await read(table, 'cluster', tenant, ids[0] ?? ''))?.memberIds ?? []
  const servers = await all((page: { limit: number; after?: Cursor }) => list(table, 'server', tenant, page))
  return servers.map(({ id }) => id)
}

const isMeant = (server: Server, targets: ReadonlySet<string>): boolean =>
  targetsOfServer(server).some((target) => targets.has(target))
