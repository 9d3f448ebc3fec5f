import { userGroupNotFound } from '#core/users/user-group.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { Id } from '../_dialect/types.ts'
import { UserGroupView, userGroupView } from '../_dialect/views/user-group.ts'

/** Returns a user group by its name. */
export default operation({
  name: 'GetUserGroup',
  route: 'GET /api/usergroups/{groupName}',
  example: { request: { groupName: '<groupName>' }, answer: examples.userGroup },
  permission: 'users.manage',
  input: t.object({ groupName: Id }),
  output: UserGroupView,
  fails: ['user-group-not-found'],
  effects: { reads: ['user-group'] },
  async run({ groupName }, { base, read }) {
    const group = await read['user-group'](groupName)
    if (!group) throw userGroupNotFound(groupName)
    return userGroupView(base, group)
  },
})
