import { listServers } from '#app/servers/list-servers.ts'
import { groupNotFound } from '#core/servers/server-group.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { GroupView, groupView } from '../_dialect/views/server-group.ts'
import { Id } from '../_dialect/types.ts'

/** Returns a server group. */
export default operation({
  name: 'GetServerGroup',
  route: 'GET /api/serverGroups/{groupId}',
  example: { request: { groupId: '<groupId>' }, answer: examples.serverGroup },
  permission: 'servers.read',
  input: t.object({ groupId: Id }),
  output: GroupView,
  fails: ['server-group-not-found'],
  effects: { reads: ['server-group'] },
  uses: { listServers },
  async run({ groupId }, { read, use, base }) {
    const group = await read['server-group'](groupId)
    if (!group) throw groupNotFound(groupId)
    return groupView(base, group, await use.listServers())
  },
})
