import { userGroupNotFound } from '#core/users/user-group.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { Done, done, Id } from '../_dialect/types.ts'

/** Deletes a user group. */
export default operation({
  name: 'DeleteUserGroup',
  route: 'DELETE /api/usergroups/{groupName}',
  example: { request: { groupName: '<groupName>' }, answer: '200 OK' },
  permission: 'users.manage',
  input: t.object({ groupName: Id }),
  output: Done,
  fails: ['user-group-not-found'],
  effects: { reads: ['user-group'], deletes: ['user-group'] },
  async run({ groupName }, { read, commit }) {
    const before = await read['user-group'](groupName)
    if (!before) throw userGroupNotFound(groupName)
    return commit([{ kind: 'delete', entity: 'user-group', before }], done)
  },
})
