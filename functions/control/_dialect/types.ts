import { componentIdPattern } from '#core/components/component.ts'
import { largestSecretBytes } from '#core/credentials/credential.ts'
import { jsonBytes } from '#core/json-bytes.ts'
import { longestName, namePattern } from '#core/names.ts'
import { permissions } from '#core/users/permissions.ts'
import { tenantPattern } from '#core/tenants.ts'
import { userNamePattern } from '#core/users/user.ts'
import * as t from '#runtime/declarations/schema.ts'

export const Name = t.string().check(t.regex(userNamePattern))
export const Tenant = t.string().check(t.regex(tenantPattern))
export const Password = t.string().check(t.minLength(8), t.maxLength(256))
export const Permissions = t.array(t.oneOf(['*', ...permissions])).check(t.maxLength(permissions.length + 1))
export const AccessKeyId = t.string().check(t.regex(/^SLCE[A-Z2-7]{16}$/))
/** Of an application or a version in the repository. */
export const RepositoryName = t.string().check(t.minLength(1), t.maxLength(longestName), t.regex(namePattern))
export const ComponentId = t.string().check(t.regex(componentIdPattern))
export const CredentialId = t.string().check(t.regex(componentIdPattern))
export const CredentialSecret = t
  .record(t.string().check(t.regex(/^[\w.-]{1,100}$/)), t.string().check(t.maxLength(largestSecretBytes)))
  .check(
    t.refine((texts) => Object.keys(texts).length > 0 && jsonBytes(texts) <= largestSecretBytes, {
      message: `must have a member, and at most ${largestSecretBytes} bytes as JSON`,
      params: { kind: 'length' },
    }),
  )
export const Description = t.optional(t.string().check(t.characters(1000)))
/** The version that a caller has seen and means to replace. */
export const SeenVersion = t.optional(t.int().check(t.minimum(1)))
export const Instant = t.string()
