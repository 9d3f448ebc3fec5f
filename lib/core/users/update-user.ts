import type { Change } from '../change.ts'
import { isActiveAdministrator, keepAdministrator } from './keep-administrator.ts'
import { refuseGivingWithin, refuseTakingWithin } from './organisation.ts'
import type { Principal } from './permissions.ts'
import { withRoles } from './roles.ts'
import type { User } from './user.ts'

/** What may change of a user; what is absent stays, what is undefined is removed. */
export type UserContent = Partial<
  Pick<User, 'password' | 'status' | 'organisation' | 'profile' | 'isUnconfirmed' | 'roles' | 'ownPermissions'>
>

/** The permissions and roles of a user, as its item has them. */
export const permitting = (own: readonly string[], roles: readonly string[]) => ({
  permissions: withRoles(own, roles),
  roles: roles.length > 0 ? [...roles] : undefined,
  ownPermissions: roles.length > 0 ? [...own] : undefined,
})

/** What a user has been given besides roles. */
export const ownPermissionsOf = ({ ownPermissions, permissions }: User): readonly string[] =>
  ownPermissions ?? permissions

/** Whether an update takes an administrator away, so that it depends on another. */
export const takesAdministrator = (before: User, after: User): boolean =>
  isActiveAdministrator(before) && !isActiveAdministrator(after)

/** The members of a user that an update sets. */
function patchOf(user: User, content: UserContent, at: string) {
  const { roles = user.roles ?? [], ownPermissions = ownPermissionsOf(user), ...rest } = content
  return { ...rest, ...permitting(ownPermissions, roles), updatedAt: at }
}

/** A user as an update leaves it. */
export const updated = (user: User, content: UserContent, at: string): User => ({
  ...user,
  ...patchOf(user, content, at),
})

/**
 * Changes a user. Nobody changes somebody else who may do more than they, or gives what they may not give; a tenant keeps an
 * administrator. Refused: `permission-missing`, `user-is-last-administrator`.
 */
export function updateUser(
  user: User,
  content: UserContent,
  caller: Principal,
  at: string,
  successor: User | undefined,
) {
  if (user.id !== caller.userId) refuseTakingWithin(caller, user)
  const after = updated(user, content, at)
  refuseGivingWithin(
    caller,
    after.permissions.filter((one) => !user.permissions.includes(one)),
  )
  const change = [
    { kind: 'update', entity: 'user', before: user, set: patchOf(user, content, at) },
    ...(takesAdministrator(user, after) ? keepAdministrator(user, successor).change : []),
  ] as const satisfies Change
  return { after, change }
}
