import { newUserGroup } from '#core/users/create-user-group.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { Description, GroupName, GroupPermissions, UserGroupView, userGroupView } from '../_dialect/views/user-group.ts'

/** Creates a user group: a named set of the console's permissions. */
export default operation({
  name: 'CreateUserGroup',
  route: 'POST /api/usergroups',
  example: {
    request: { name: 'Example new', permissions: ['SERVER_VIEW'] },
    answer: {
      ...examples.userGroup,
      name: 'Example new',
      href: 'https://api.example.com/mmc/api/usergroups/Example%20new',
    },
  },
  permission: 'users.manage',
  input: t.object({ name: GroupName, description: Description, permissions: t.optional(GroupPermissions) }),
  output: UserGroupView,
  status: 201,
  fails: ['user-group-name-taken'],
  effects: { creates: ['user-group'] },
  async run({ name, description, permissions = [] }, { caller, at, base, newId, commit }) {
    const group = {
      tenant: caller.tenant,
      name,
      id: newId(),
      description,
      permissions: [...new Set(permissions)],
      createdAt: at,
      createdBy: caller.name,
    }
    const answer = userGroupView(base, group)
    return commit(newUserGroup(group).change, new Reply(answer, { location: answer.href }))
  },
})
