import { DomainError } from '../errors.ts'
import { isPermission, may, type Permission, type Principal } from './permissions.ts'
import type { User } from './user.ts'

/**
 * Within a tenant there may be organisations, each an attribute of users. Who may manage users of the tenant reaches all of
 * them; others reach those of their own organisation, and may give only what is harmless outside of it.
 */
export const managesUsers = (caller: Principal): boolean => may(caller, 'users.manage')

/** Whether the user is one that the caller reaches: any, those of the own organisation, and the caller. */
export const reaches = (caller: Principal, { id, organisation }: Pick<User, 'id' | 'organisation'>): boolean =>
  managesUsers(caller) || caller.userId === id || (organisation !== undefined && caller.organisation === organisation)

/** Names that Open Integration Hub gives within organisations. They permit nothing beyond its operations on users. */
const common = new Set([
  'tenant.all',
  ...names('tenant.account', 'read', 'create', 'update', 'delete'),
  ...names('tenant.membership', 'create', 'update', 'delete'),
  ...names('tenant.profile', 'read', 'update', 'delete'),
  ...names('tenant.roles', 'read', 'create', 'update', 'delete'),
  ...names('tenant.flows', 'read', 'create', 'update', 'delete'),
  'metadata.domains.crud',
  'secrets.secret.readRaw',
  'secrets.authClient.readRaw',
])

function names(prefix: string, ...actions: string[]): string[] {
  return actions.map((action) => `${prefix}.${action}`)
}

/**
 * Whether somebody may give a permission: who manages users what they hold themselves and every name that is none of ours;
 * others the common names, though they do not hold them. `tenant.all` is given only by who holds it.
 */
function mayGive(giver: Principal, permission: string): boolean {
  if (permission === 'tenant.all') return may(giver, 'tenant.all')
  if (isPermission(permission)) return managesUsers(giver) && may(giver, permission as Permission)
  return managesUsers(giver) || common.has(permission)
}

/** Throws `permission-missing` for what a caller may not give in an organisation. */
export function refuseGivingWithin(giver: Principal, permissions: readonly string[]): void {
  const beyond = permissions.filter((one) => !mayGive(giver, one))
  if (beyond.length > 0)
    throw new DomainError('permission-missing', `You cannot give what you do not have: ${beyond.join(', ')}.`)
}

/** Throws `permission-missing` when a user may do more than the caller has or may give: such a one they do not change. */
export function refuseTakingWithin(taker: Principal, { permissions }: Pick<User, 'permissions'>): void {
  const beyond = permissions.filter((one) => !mayGive(taker, one) && !may(taker, one as Permission))
  if (beyond.length > 0)
    throw new DomainError('permission-missing', `You cannot take away what you do not have: ${beyond.join(', ')}.`)
}
