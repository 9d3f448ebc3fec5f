import { findServerHealth } from '#app/servers/find-server-health.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { fromLocal } from '../_dialect/ids.ts'
import * as examples from '../_dialect/examples.ts'
import { ServerView, serverView } from '../_dialect/views/server.ts'
import { Id } from '../_dialect/types.ts'

/** Returns a server. */
export default operation({
  name: 'GetServer',
  route: 'GET /api/servers/{serverId}',
  example: { request: { serverId: 'local$<serverId>' }, answer: examples.server },
  permission: 'servers.read',
  watchable: true,
  input: t.object({ serverId: Id }),
  output: ServerView,
  fails: ['server-not-found'],
  effects: { readsMany: ['server-group'] },
  uses: { findServerHealth },
  async run({ serverId }, context) {
    const watched = await context.use.findServerHealth(fromLocal(serverId), serverId)
    const { groupIds } = watched.server
    const groups = await context.readMany['server-group'](groupIds)
    return serverView(context.base, watched, groups)
  },
})
