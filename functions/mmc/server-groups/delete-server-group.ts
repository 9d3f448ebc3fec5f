import { deleteGroup, groupNotFound } from '#core/servers/server-group.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { Done, done, Id } from '../_dialect/types.ts'

/** Deletes a server group; its servers are kept. */
export default operation({
  name: 'DeleteServerGroup',
  route: 'DELETE /api/serverGroups/{groupId}',
  example: { request: { groupId: '<groupId>' }, answer: '200 OK' },
  permission: 'servers.edit',
  input: t.object({ groupId: Id }),
  output: Done,
  fails: ['server-group-not-found'],
  effects: { reads: ['server-group'], deletes: ['server-group', 'name'] },
  async run({ groupId }, { read, commit }) {
    const group = await read['server-group'](groupId)
    if (!group) throw groupNotFound(groupId)
    return commit(deleteGroup(group).change, done)
  },
})
