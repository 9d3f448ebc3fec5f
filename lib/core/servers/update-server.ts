import type { Change } from '../change.ts'
import { freeName, takeName } from '../names.ts'
import type { Server } from './server.ts'

/** Renames a server or replaces the groups it is in; what is not given stays. A name is taken and freed in the same change. */
export function updateServer(server: Server, given: { name?: string; groupIds?: string[] }) {
  const set = { name: given.name ?? server.name, groupIds: given.groupIds ?? server.groupIds }
  const after: Server = { ...server, ...set }
  const names =
    after.name === server.name
      ? []
      : ([freeName('server', server), takeName('server', after, 'server-name-taken')] as const)
  const change = [{ kind: 'update', entity: 'server', before: server, set }, ...names] as const satisfies Change
  return { after, change }
}
