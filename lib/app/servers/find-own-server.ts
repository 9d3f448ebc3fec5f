import { serverNotFound } from '#core/servers/register-server.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { findOwnLease } from './find-own-lease.ts'

/**
 * Finds the server that the calling agent acts for. Throws `agent-not-found` for another agent's id, and `server-not-found`
 * while it has none.
 */
export const findOwnServer = useCase({
  effects: { reads: ['server'] },
  uses: { findOwnLease },
  async run({ read, use }, agentId: string) {
    const { serverId } = await use.findOwnLease(agentId)
    const server = serverId === undefined ? undefined : await read.server(serverId)
    if (!server) throw serverNotFound(serverId ?? '')
    return server
  },
})
