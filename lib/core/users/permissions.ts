import { DomainError } from '../errors.ts'
import { defaultTenant } from '../tenants.ts'

/** The permissions there are. `*` stands for all of them within the caller's own tenant. */
export const permissions = [
  'flows.read',
  'flows.edit',
  'flows.control',
  'flows.bulk',
  'templates.read',
  'templates.edit',
  'webhooks.execute',
  'runs.read',
  'runs.payloads',
  'servers.read',
  'servers.edit',
  'servers.control',
  'files.read',
  'files.edit',
  'clusters.read',
  'clusters.edit',
  'clusters.control',
  'applications.read',
  'applications.edit',
  'deployments.read',
  'deployments.edit',
  'deployments.control',
  'components.read',
  'components.edit',
  'credentials.read',
  'credentials.edit',
  'settings.read',
  'settings.edit',
  'enrolment.manage',
  'users.manage',
  'keys.manage',
  'tenants.manage',
  'audit.read',
] as const
/** What agents hold by their own credentials; no user is given these. */
const agentPermissions = ['agents.enrol', 'agents.act'] as const
export type AgentPermission = (typeof agentPermissions)[number]
/** Whether a name is one that permits something here, and not merely kept. */
export const isPermission = (name: string): boolean =>
  name === '*' || [...permissions, ...agentPermissions].some((one) => one === name)
/**
 * Open Integration Hub's names for what somebody may do with the users of their own organisation. They are kept as they are, and
 * permit nothing but that dialect's own operations on users.
 */
export const organisationPermissions = [
  'tenant.all',
  'tenant.account.read',
  'tenant.account.create',
  'tenant.account.update',
  'tenant.account.delete',
] as const
export type Permission = (typeof permissions)[number] | AgentPermission | (typeof organisationPermissions)[number]

/** Who calls: a user, an access key, an agent, AWS itself (direct invocation, EventBridge), or a function of our own. */
export interface Principal {
  tenant: string
  /** The user's or agent's id, the access key's id, or the name of the AWS service. */
  id: string
  /** What is written to `createdBy`, `updatedBy` and events. */
  name: string
  kind: 'user' | 'agent' | 'key' | 'iam' | 'service'
  /** The user that the caller is, or that its access key belongs to. */
  userId?: string
  /** The organisation of that user within the tenant. */
  organisation?: string
  /** Whether only flows are seen that the user or the organisation owns. */
  seesOwnFlowsOnly?: true
  /** The session by which the caller signed in, where it can be ended: the hash of its token. */
  sessionHash?: string
  /** Of an agent whose credential is proved by its check-in's own write: the hash it presented. */
  secretHash?: string
  permissions: readonly string[]
}

/** Whether a principal may do what needs `permission`. `*` reaches other tenants only from the default tenant. */
export function may(principal: Principal, permission: Permission): boolean {
  if (principal.permissions.includes(permission)) return permission !== 'tenants.manage' || isHome(principal)
  return principal.permissions.includes('*') && (permission !== 'tenants.manage' || isHome(principal))
}

const isHome = (principal: Principal): boolean => principal.tenant === defaultTenant

/** What somebody's permissions are worth in their own tenant. */
const effective = (holder: Pick<Principal, 'tenant' | 'permissions'>): string[] =>
  holder.permissions.filter((one) => one !== 'tenants.manage' || holder.tenant === defaultTenant)

/** Throws `permission-missing` when `permissions` holds more than the giver has. */
export function refuseGiving(giver: Principal, permissions: readonly string[]): void {
  const beyond = excess(giver, permissions)
  if (beyond.length > 0)
    throw new DomainError('permission-missing', `You cannot give what you do not have: ${beyond.join(', ')}.`)
}

/** Throws `permission-missing` when somebody, or something, may do more than the one who would take that away. */
export function refuseTaking(taker: Principal, holder: Pick<Principal, 'tenant' | 'permissions'>): void {
  const beyond = excess(taker, effective(holder))
  if (beyond.length > 0)
    throw new DomainError('permission-missing', `You cannot take away what you do not have: ${beyond.join(', ')}.`)
}

/** Whoever holds `*` may do everything in a tenant: each tenant keeps one such user. */
export const isAdministrator = ({ permissions }: Pick<Principal, 'permissions'>): boolean => permissions.includes('*')

/**
 * The permissions of `wanted` that `granter` does not hold itself: nobody can give what they do not have. Names that permit
 * nothing here count as held by who manages users.
 */
export const excess = (granter: Principal, wanted: readonly string[]): string[] =>
  wanted.filter((one) => {
    if (one === '*') return !granter.permissions.includes('*')
    return !may(granter, one as Permission) && (isPermission(one) || !may(granter, 'users.manage'))
  })
