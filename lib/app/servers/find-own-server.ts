import { DomainError } from '#core/errors.ts'
import { serverNotFound } from '#core/servers/register-server.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/**
 * Finds the server that the calling agent acts for. Throws `agent-not-found` for another agent's id, and `server-not-found`
 * while it has none.
 */
export const findOwnServer = useCase({
  effects: { reads: ['lease', 'server'] },
  async run({ caller, read }, agentId: string) {
    const lease = agentId === caller.id ? await read.lease(agentId) : undefined
    if (!lease) throw new DomainError('agent-not-found', 'The credential is another agent’s.')
    const server = lease.serverId === undefined ? undefined : await read.server(lease.serverId)
    if (!server) throw serverNotFound(lease.serverId ?? '')
    return server
  },
})
