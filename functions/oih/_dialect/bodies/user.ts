import { DomainError, invalid } from '#core/errors.ts'
import { managesUsers } from '#core/users/organisation.ts'
import type { Principal } from '#core/users/permissions.ts'
import { roleOf } from '#core/users/roles.ts'
import type { UserContent } from '#core/users/update-user.ts'
import { addressPattern, organisationPattern, type Profile, type User } from '#core/users/user.ts'
import * as t from '#runtime/declarations/schema.ts'
import { refusal } from '../dialect.ts'
import { readStatus, toOurNames, userStatuses } from '../words.ts'

const text = t.optional(t.nullable(t.string().check(t.maxLength(1024))))

/** An address; the same in lower and upper case. */
export const Username = t.string().check(t.maxLength(254), t.regex(addressPattern))
export const Password = t.string().check(t.minLength(1), t.maxLength(256))

/** What requests say of a user. Roles as ids, or as answers show them; `null` removes. */
export const userMembers = {
  firstname: text,
  lastname: text,
  phone: text,
  avatar: text,
  status: t.optional(t.oneOf(userStatuses)),
  confirmed: t.optional(t.boolean()),
  tenant: t.optional(t.nullable(t.union([t.literal(''), t.string().check(t.regex(organisationPattern))]))),
  roles: t.optional(
    t
      .array(t.union([t.string().check(t.maxLength(64)), t.looseObject({ _id: t.string().check(t.maxLength(64)) })]))
      .check(t.maxLength(20)),
  ),
  permissions: t.optional(t.array(t.string().check(t.minLength(1), t.maxLength(100))).check(t.maxLength(200))),
}
type Members = { [Member in keyof typeof userMembers]?: t.Of<(typeof userMembers)[Member]> }

/**
 * What a request says of a user, in our words. Who does not manage all users makes and keeps them in their own organisation.
 * Throws `input-invalid` for a role that is none, to callers who may not give any role `forbidden`.
 */
export function readUser(body: Members, caller: Principal, former: Profile = {}): UserContent {
  const { status, confirmed, tenant, roles, permissions } = body
  return {
    profile: readProfile(body, former),
    ...(status === undefined ? {} : { status: readStatus(status) }),
    ...(confirmed === undefined ? {} : { isUnconfirmed: confirmed ? undefined : (true as const) }),
    ...(managesUsers(caller)
      ? tenant === undefined
        ? {}
        : { organisation: tenant || undefined }
      : { organisation: caller.organisation }),
    ...(roles === undefined ? {} : { roles: roles.map((role) => readRole(role, caller)) }),
    ...(permissions === undefined ? {} : { ownPermissions: toOurNames(permissions) }),
  }
}

const readRole = (role: string | { _id: string }, caller: Principal): string => {
  const id = typeof role === 'string' ? role : role._id
  if (roleOf(id)) return id
  throw managesUsers(caller) ? invalid(['roles'], `There is no role ${id}`) : forbidden()
}

export const forbidden = (): DomainError => refusal('forbidden', 'This may not be given or changed by you.')

/** Decides, and tells of what the caller may not give or take away in the hub's word for it. */
export function deciding<T>(decide: () => T): T {
  try {
    return decide()
  } catch (error) {
    if (error instanceof DomainError && error.code === 'permission-missing') throw forbidden()
    throw error
  }
}

type ProfileMembers = Pick<Members, 'firstname' | 'lastname' | 'phone' | 'avatar'>

/** A profile with what a request says of it. */
export function readProfile(body: ProfileMembers, former: Profile = {}): Profile | undefined {
  const given: [keyof Profile, string | null | undefined][] = [
    ['firstName', body.firstname],
    ['lastName', body.lastname],
    ['phone', body.phone],
    ['avatar', body.avatar],
  ]
  const profile = { ...former }
  for (const [member, value] of given) {
    if (value === null) delete profile[member]
    else if (value !== undefined) profile[member] = value
  }
  return Object.keys(profile).length > 0 ? profile : undefined
}

/** The name under which a user of the hub is kept. */
export const nameOf = (username: string): User['name'] => username.toLowerCase()
