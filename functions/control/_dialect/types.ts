import { longestName, namePattern } from '#core/names.ts'
import { permissions } from '#core/users/permissions.ts'
import { tenantPattern } from '#core/tenants.ts'
import { organisationPattern, userNamePattern } from '#core/users/user.ts'
import * as t from '#runtime/declarations/schema.ts'

export const Name = t.string().check(t.regex(userNamePattern))
export const Tenant = t.string().check(t.regex(tenantPattern))
/** Where a user belongs within the tenant; an owner of flows. */
export const Organisation = t.string().check(t.regex(organisationPattern))
export const Password = t.string().check(t.minLength(8), t.maxLength(256))
export const Permissions = t.array(t.oneOf(['*', ...permissions])).check(t.maxLength(permissions.length + 1))
export const AccessKeyId = t.string().check(t.regex(/^SLCE[A-Z2-7]{16}$/))
/** Of an application or a version in the repository. */
export const RepositoryName = t.string().check(t.minLength(1), t.maxLength(longestName), t.regex(namePattern))
/** A flow's handle, else its id. */
export const FlowReference = t.string().check(t.minLength(1), t.maxLength(256))
export const Description = t.optional(t.string().check(t.characters(1000)))
/** The version that a caller has seen and means to replace; 0 for none, where something is to be made and nothing replaced. */
export const SeenVersion = t.optional(t.int().check(t.minimum(0)))
export const Instant = t.string()
