import * as t from '#runtime/declarations/schema.ts'

/** An id in a path, whatever it is: whether it is one is judged after the caller's permission, in the operation. */
export const Id = t.string().check(t.maxLength(256))
export const Instant = t.string()

/** `meta` of an answer that is no list. */
export const NoMeta = t.object({})

/** Members of a list that were refused, each with all that is wrong with it. */
export const Refused = t.object({
  errors: t.array(t.object({ message: t.string(), flowId: t.optional(t.unknown()), code: t.int() })),
})

/** What is asked for in a query, each as often as it stands there. */
export const Filter = t.optional(t.array(t.string().check(t.maxLength(1000))))
export const Text = t.optional(t.string().check(t.maxLength(1000)))

/** Of a token: its random bytes, and for how long it is valid after its last use. */
export const tokenBytes = 128
export const sessionSeconds = 3 * 60 * 60
