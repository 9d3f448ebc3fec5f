import { findServerHealth } from '#app/servers/find-server-health.ts'
import { unregisterServer } from '#core/servers/register-server.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { fromLocal } from '../_dialect/ids.ts'
import { Done, done, Id } from '../_dialect/types.ts'

/** Unregisters a server; its agent stays enrolled. A cluster's node must be removed from the cluster first. */
export default operation({
  name: 'UnregisterServer',
  route: 'DELETE /api/servers/{serverId}',
  example: { request: { serverId: 'local$<serverId>' }, answer: '200 OK' },
  permission: 'servers.edit',
  input: t.object({ serverId: Id }),
  output: Done,
  fails: ['server-not-found', 'server-in-cluster'],
  effects: { reads: ['agent'], updates: ['agent'], deletes: ['server', 'name', 'application'] },
  uses: { findServerHealth },
  async run({ serverId }, context) {
    const { server } = await context.use.findServerHealth(fromLocal(serverId), serverId)
    return context.commit(unregisterServer(server, await context.read.agent(server.agentUrl)).change, done)
  },
})
