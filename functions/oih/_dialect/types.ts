import * as t from '#runtime/declarations/schema.ts'

/** An id in a path, whatever it is: whether it is one is judged after the caller's permission, in the operation. */
export const Id = t.string().check(t.maxLength(256))
export const Instant = t.string()

/** `meta` of an answer that is no list. */
export const NoMeta = t.object({})
