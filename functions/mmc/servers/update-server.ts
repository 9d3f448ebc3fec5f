import { findServerGroups } from '#app/servers/find-server-groups.ts'
import { findServerHealth } from '#app/servers/find-server-health.ts'
import { watch } from '#core/servers/server-status.ts'
import { updateServer } from '#core/servers/update-server.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { fromLocal, groupIdOf } from '../_dialect/ids.ts'
import * as examples from '../_dialect/examples.ts'
import { ServerView, serverView } from '../_dialect/views/server.ts'
import { Group, Id, Name } from '../_dialect/types.ts'

/** Renames a server or replaces its groups. */
export default operation({
  name: 'UpdateServer',
  route: 'PUT /api/servers/{serverId}',
  example: {
    request: { serverId: 'local$<serverId>', name: 'example-renamed', groups: ['<groupId>'] },
    answer: { ...examples.server, name: 'example-renamed', groups: [examples.groupOfServer] },
  },
  permission: 'servers.edit',
  input: t.object({
    serverId: Id,
    name: t.optional(Name),
    groups: t.optional(t.array(Group)),
  }),
  output: ServerView,
  errors: { 'server-name-taken': { status: 500, name: 'ServerNameTaken' } },
  fails: ['server-not-found', 'server-name-taken', 'server-group-not-found'],
  effects: { readsMany: ['server-group'], creates: ['name'], updates: ['server'], deletes: ['name'] },
  uses: { findServerGroups, findServerHealth },
  async run({ serverId, name, groups }, context) {
    const { at, base, readMany, commit } = context
    const { server, lease } = await context.use.findServerHealth(fromLocal(serverId), serverId)
    const groupIds = groups?.map(groupIdOf) ?? server.groupIds
    // Groups that are asked for must be there; one the server is still listed in may have been deleted.
    const found = groups ? await context.use.findServerGroups(groupIds) : await readMany['server-group'](groupIds)
    const { after, change } = updateServer(server, { name, groupIds })
    return commit(change, serverView(base, watch(after, lease, at), found))
  },
})
