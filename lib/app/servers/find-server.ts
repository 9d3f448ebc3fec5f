import { serverNotFound } from '#core/servers/register-server.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Finds a server by its id, without its lease. Throws `server-not-found`, which names it as the caller did (`givenId`). */
export const findServer = useCase({
  effects: { reads: ['server'] },
  async run({ read }, serverId: string, givenId: string = serverId) {
    const server = await read.server(serverId)
    if (!server) throw serverNotFound(givenId)
    return server
  },
})
