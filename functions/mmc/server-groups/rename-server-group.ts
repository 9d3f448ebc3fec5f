import { listServers } from '#app/servers/list-servers.ts'
import { groupNotFound, renameGroup } from '#core/servers/server-group.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { GroupView, groupView } from '../_dialect/views/server-group.ts'
import { Id, Name } from '../_dialect/types.ts'

/** Renames a server group. */
export default operation({
  name: 'RenameServerGroup',
  route: 'PUT /api/serverGroups/{groupId}',
  example: {
    request: { groupId: '<groupId>', name: 'Example renamed' },
    answer: { ...examples.serverGroup, name: 'Example renamed' },
  },
  permission: 'servers.edit',
  input: t.object({ groupId: Id, name: Name }),
  output: GroupView,
  errors: { 'server-group-name-taken': { status: 500, name: 'ServerGroupNameTaken' } },
  fails: ['server-group-not-found', 'server-group-name-taken'],
  effects: { reads: ['server-group'], creates: ['name'], updates: ['server-group'], deletes: ['name'] },
  uses: { listServers },
  async run({ groupId, name }, { read, use, base, commit }) {
    const group = await read['server-group'](groupId)
    if (!group) throw groupNotFound(groupId)
    const servers = await use.listServers()
    const { after, change } = renameGroup(group, name)
    return commit(change, groupView(base, after, servers))
  },
})
