import { changeUserGroup } from '#core/users/update-user-group.ts'
import { userGroupNotFound } from '#core/users/user-group.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { Id } from '../_dialect/types.ts'
import { Description, GroupName, GroupPermissions, UserGroupView, userGroupView } from '../_dialect/views/user-group.ts'

/** Updates a user group's permissions, description or name; omitted members stay unchanged. */
export default operation({
  name: 'UpdateUserGroup',
  route: 'PUT /api/usergroups/{groupName}',
  example: {
    request: { groupName: '<groupName>', description: 'Changed', permissions: ['VIEW_ALERTS'] },
    answer: { ...examples.userGroup, description: 'Changed', permissions: ['VIEW_ALERTS'] },
  },
  permission: 'users.manage',
  input: t.object({
    groupName: Id,
    name: t.optional(GroupName),
    description: Description,
    permissions: t.optional(GroupPermissions),
  }),
  output: UserGroupView,
  fails: ['user-group-not-found', 'user-group-name-taken'],
  effects: {
    reads: ['user-group'],
    creates: ['user-group'],
    updates: ['user-group'],
    deletes: ['user-group'],
  },
  async run({ groupName, name, description, permissions }, { base, read, commit }) {
    const before = await read['user-group'](groupName)
    if (!before) throw userGroupNotFound(groupName)
    const content = {
      name: name ?? before.name,
      description: description ?? before.description,
      permissions: permissions ? [...new Set(permissions)] : before.permissions,
    }
    return commit(changeUserGroup(before, content).change, userGroupView(base, content))
  },
})
