import { serverNotFound } from '#core/servers/register-server.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { loadServerHealth } from './load-server-health.ts'

/** Finds a server beside its lease, by its id. Throws `server-not-found`, which names it as the caller did (`givenId`). */
export const findServerHealth = useCase({
  uses: { loadServerHealth },
  async run({ use }, serverId: string, givenId: string = serverId) {
    const [found] = await use.loadServerHealth([serverId])
    if (!found) throw serverNotFound(givenId)
    return found
  },
})
