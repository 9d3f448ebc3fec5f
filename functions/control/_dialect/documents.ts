import { componentIdPattern } from '#core/components/component.ts'
import * as t from '#runtime/declarations/schema.ts'

export const ComponentId = t.string().check(t.regex(componentIdPattern))
export const CredentialId = t.string().check(t.regex(componentIdPattern))
export const Description = t.optional(t.string().check(t.characters(1000)))
/** The version that a caller has seen and means to replace. */
export const SeenVersion = t.optional(t.int().check(t.minimum(1)))
