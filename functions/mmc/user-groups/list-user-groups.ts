import { all } from '#runtime/invocation/all.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { list, listOf } from '../_dialect/types.ts'
import { UserGroupView, userGroupView } from '../_dialect/views/user-group.ts'

/** Lists the user groups with their permissions, oldest first. */
export default operation({
  name: 'ListUserGroups',
  route: 'GET /api/usergroups',
  example: { request: {}, answer: { total: 1, data: [examples.userGroup] } },
  permission: 'users.manage',
  input: t.object({}),
  output: listOf(UserGroupView),
  fails: [],
  effects: { lists: ['user-group'] },
  async run(_input, { base, list: lists }) {
    return list((await all(lists['user-group'])).map((group) => userGroupView(base, group)))
  },
})
