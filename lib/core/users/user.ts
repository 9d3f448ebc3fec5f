import type { Principal } from './permissions.ts'

/** Somebody who signs in with a name and a password. `password` is the encoded scrypt hash, never the password. */
export interface User {
  tenant: string
  name: string
  id: string
  version: number
  password: string
  /** All that the user may do, what roles give included. */
  permissions: string[]
  /** The roles by id, and what is given besides them; both absent of users who have no role. */
  roles?: string[]
  ownPermissions?: string[]
  /** Absent of an active user; any other is refused at every door. */
  status?: 'disabled' | 'pending'
  /** Where the user belongs within the tenant: an id that need not be anything else. */
  organisation?: string
  /** Sees the flows only that the user or the organisation owns. */
  seesOwnFlowsOnly?: true
  profile?: Profile
  isUnconfirmed?: true
  createdAt: string
  createdBy: string
  updatedAt?: string
}

/** What a user says of themselves; it is shown and means nothing. */
export interface Profile {
  firstName?: string
  lastName?: string
  phone?: string
  avatar?: string
}

/** Leads from a user's id to the name. */
export interface UserPointer {
  tenant: string
  id: string
  name: string
}

/** User names travel in Basic credentials and in ARNs: no colon, slash or space. */
const plainName = String.raw`[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}`
/** An address: printable ASCII but those that end a part of a key or of a credential, at most 254 characters. */
const local = String.raw`[!-.0-9;-?A-{}~]+`
const address = `(?=.{3,254}$)${local}@${local}`
export const userNamePattern = new RegExp(`^(?:${plainName}|${address})$`)
export const addressPattern = new RegExp(`^${address}$`)

/** Organisations are ids of others' making. */
export const organisationPattern = /^[A-Za-z0-9][\w.:@+-]{0,63}$/

/** A user as a caller. */
export const principalOf = (user: User): Principal => principalWith(user, [])

/** A user as a caller who may do more than the user's own permissions say. */
export function principalWith(user: User, more: readonly string[] = []): Principal {
  const permissions = [...new Set([...user.permissions, ...more])]
  const { tenant, id, name, organisation } = user
  return {
    tenant,
    id,
    name,
    kind: 'user',
    userId: id,
    permissions,
    ...(organisation === undefined ? {} : { organisation }),
    ...(user.seesOwnFlowsOnly && !permissions.includes('*') ? { seesOwnFlowsOnly: true } : {}),
  }
}

export const userIdPattern = /^[0-9a-f]{24}$/

/** A text that sorts before an id of hex digits and after every smaller one: where a list goes on with that id. */
export const justBefore = (id: string): string =>
  `${id.slice(0, -1)}${String.fromCharCode(id.charCodeAt(id.length - 1) - 1)}~`
