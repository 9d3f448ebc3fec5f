import { DomainError } from '#core/errors.ts'
import { serverNotFound } from '#core/servers/register-server.ts'
import type { Server } from '#core/servers/server.ts'
import type { Context } from '#runtime/invocation/context.ts'

type Reading = Pick<Context<{ reads: readonly ['lease', 'server'] }>, 'caller' | 'read'>

/** The server an agent acts for. Throws `agent-not-found` for another agent's path, and `server-not-found` while it has none. */
export async function ownServer({ caller, read }: Reading, agentId: string): Promise<Server> {
  const lease = agentId === caller.id ? await read.lease(agentId) : undefined
  if (!lease) throw new DomainError('agent-not-found', 'The credential is another agent’s.')
  const server = lease.serverId === undefined ? undefined : await read.server(lease.serverId)
  if (!server) throw serverNotFound(lease.serverId ?? '')
  return server
}
