import { freeName, takeName } from '#core/names.ts'
import { watch } from '#core/servers/server-status.ts'
import { watching } from '#runtime/watch.ts'
import * as t from '#runtime/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { findGroups, findServer } from '../_dialect/find.ts'
import { groupIdOf } from '../_dialect/ids.ts'
import { ServerView, serverView } from '../_dialect/server-view.ts'
import { Group, Id, Name } from '../_dialect/shapes.ts'

/** Renames a server or replaces the set of groups it is in. */
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
  effects: {
    readsMany: [...watching.readsMany, 'server-group'],
    creates: ['name'],
    updates: ['server'],
    deletes: ['name'],
  },
  async run({ serverId, name, groups }, context) {
    const { at, base, readMany, commit } = context
    const { server, lease } = await findServer(context, serverId)
    const groupIds = groups?.map(groupIdOf) ?? server.groupIds
    // Groups that are asked for must be there; one the server is still listed in may have been deleted.
    const found = groups ? await findGroups(context, groupIds) : await readMany['server-group'](groupIds)
    const set = { name: name ?? server.name, groupIds }
    const renamed = { ...server, ...set }
    const names =
      set.name === server.name ? [] : [freeName('server', server), takeName('server', renamed, 'server-name-taken')]
    const answer = serverView(base, watch(renamed, lease, at), found)
    return commit([{ kind: 'update', entity: 'server', before: server, set }, ...names], answer)
  },
})
