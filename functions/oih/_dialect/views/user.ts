import type { LoginRecord } from '#core/users/login-record.ts'
import { roleOf } from '#core/users/roles.ts'
import { ownPermissionsOf } from '#core/users/update-user.ts'
import type { User } from '#core/users/user.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'
import { statusWord, toHubNames } from '../words.ts'

const members = {
  _id: t.string(),
  id: t.string(),
  username: t.string(),
  firstname: t.optional(t.string()),
  lastname: t.optional(t.string()),
  phone: t.optional(t.string()),
  avatar: t.optional(t.string()),
  status: t.oneOf(['ACTIVE', 'DISABLED', 'PENDING']),
  confirmed: t.boolean(),
  canLogin: t.boolean(),
  tenant: t.optional(t.string()),
  permissions: t.array(t.string()),
  safeguard: t.object({ lastLogin: t.optional(Instant), failedLoginAttempts: t.int() }),
  createdAt: Instant,
  updatedAt: Instant,
}

const Role = t.object({
  _id: t.string(),
  name: t.string(),
  type: t.string(),
  isGlobal: t.boolean(),
  permissions: t.array(t.string()),
  description: t.string(),
})

/** A user in a list: roles by id. */
export const ListedUser = t.object({ ...members, roles: t.array(t.string()) })
/** A user by itself: roles in full. */
export const UserView = t.object({ ...members, roles: t.array(Role) })

function shared(user: User, record: LoginRecord | undefined) {
  const { id, name, profile = {}, status, organisation, createdAt, updatedAt = createdAt } = user
  return {
    _id: id,
    id,
    username: name,
    firstname: profile.firstName,
    lastname: profile.lastName,
    phone: profile.phone,
    avatar: profile.avatar,
    status: statusWord(status),
    confirmed: !user.isUnconfirmed,
    canLogin: status === undefined,
    tenant: organisation,
    permissions: toHubNames(ownPermissionsOf(user)),
    safeguard: { lastLogin: record?.lastLoginAt, failedLoginAttempts: record?.failedCount ?? 0 },
    createdAt,
    updatedAt,
  }
}

export const listedUser = (user: User, record?: LoginRecord): t.Of<typeof ListedUser> => ({
  ...shared(user, record),
  roles: [...(user.roles ?? [])],
})

export const userView = (user: User, record?: LoginRecord): t.Of<typeof UserView> => ({
  ...shared(user, record),
  roles: (user.roles ?? []).flatMap((id) => {
    const role = roleOf(id)
    if (!role) return []
    const { name, description, permissions } = role
    return [{ _id: id, name, type: 'global', isGlobal: true, permissions: toHubNames(permissions), description }]
  }),
})

/** Asks for the answer under `data`, whatever it says. */
export const Meta = t.optional(t.string().check(t.maxLength(64)))

/** The answer of operations on one user: the document, or under `data` where `meta` is asked for. */
export const oneOf = <T extends t.Schema>(view: T) => t.union([view, t.object({ data: view })])
export const answerOf = <T>(view: T, meta: string | undefined): T | { data: T } => (meta ? { data: view } : view)
