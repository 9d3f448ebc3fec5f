import { may, refuseTaking, type Permission, type Principal } from './permissions.ts'
import { principalOf, type User } from './user.ts'

/**
 * A key pair for signed requests. The secret is derived from the installation's master key and is not kept: a stolen
 * table gives no usable key.
 */
export interface AccessKey {
  tenant: string
  accessKeyId: string
  version: number
  userName: string
  /** The incarnation of the user: a user made again under the name does not inherit the key. */
  userId: string
  permissions: string[]
  createdAt: string
  createdBy: string
}

/** What a key is worth: what it was given, as far as its user may do that now. */
export function permissionsOf({ permissions }: AccessKey, user: User): string[] {
  if (permissions.includes('*')) return user.permissions
  return permissions.filter((one) => may(principalOf(user), one as Permission))
}

/** Revokes a key. Nobody revokes one that may do more than they; one whose user is gone is worth nothing. */
export function revokeAccessKey(key: AccessKey, user: User | undefined, caller: Principal) {
  if (user?.id === key.userId) refuseTaking(caller, { tenant: key.tenant, permissions: permissionsOf(key, user) })
  return { change: [{ kind: 'delete', entity: 'access-key', before: key }] as const }
}
