import { consolePermissions } from '#core/users/console-permissions.ts'
import type { UserGroup } from '#core/users/user-group.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Name } from '../types.ts'

/** Where the list of permissions is, no group can be. */
const permissionsSegment = 'permissions'

export const GroupName = Name.check(
  t.refine<string>((name) => name !== permissionsSegment, {
    message: `may not be ${permissionsSegment}`,
    params: { kind: 'pattern' },
  }),
)
export const Description = t.optional(t.string().check(t.maxLength(500)))
export const GroupPermissions = t.array(t.oneOf(consolePermissions)).check(t.maxLength(consolePermissions.length))

export const UserGroupView = t.object({
  name: t.string(),
  description: t.optional(t.string()),
  permissions: t.array(t.string()),
  href: t.string(),
})

export const userGroupView = (
  base: string,
  { name, description, permissions }: Pick<UserGroup, 'name' | 'description' | 'permissions'>,
): t.Of<typeof UserGroupView> => ({
  name,
  description,
  permissions,
  href: `${base}/api/usergroups/${encodeURIComponent(name)}`,
})
