import { watch, type ServerHealth } from '#core/servers/server-status.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/**
 * Loads servers by their ids as statuses are derived from them: the item and the lease, each by a batch. Two requests for
 * up to a hundred servers. They come in the order of the ids; those that do not exist are left out.
 */
export const loadServerHealth = useCase({
  effects: { readsMany: ['server', 'lease'] },
  async run({ readMany, at }, serverIds: readonly string[]): Promise<ServerHealth[]> {
    const servers = await readMany.server(serverIds)
    const leases = await readMany.lease(servers.map(({ agentId }) => agentId))
    const byAgent = new Map(leases.map((lease) => [lease.agentId, lease]))
    const byId = new Map(servers.map((server) => [server.id, watch(server, byAgent.get(server.agentId), at)]))
    return serverIds.flatMap((id) => byId.get(id) ?? [])
  },
})
