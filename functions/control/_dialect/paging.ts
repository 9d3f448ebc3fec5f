import * as t from '#runtime/declarations/schema.ts'

/** The members of every list operation, and the page of 50 they give unless told otherwise. */
export const page = {
  maxResults: t.optional(t.int().check(t.minimum(1), t.maximum(100))),
  nextToken: t.optional(t.string().check(t.maxLength(2048))),
}
export const pageSize = 50
export const pageQuery = ['maxResults', 'nextToken'] as const
