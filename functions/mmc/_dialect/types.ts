import { longestName, namePattern } from '#core/names.ts'
import * as t from '#runtime/declarations/schema.ts'

/** Lists are always `{total, data}`, also when empty. */
export const listOf = <T extends t.Schema>(item: T) => t.object({ total: t.int(), data: t.array(item) })
export const list = <T>(data: T[]) => ({ total: data.length, data })

/** What commands answer: JSON, as one client parses it, that reads as the documented text. */
export const Done = t.literal('200 OK')
export const done = '200 OK' as const

export const text = (line: string) => ({ mediaType: 'text/plain', text: line })

export const Id = t.string().check(t.maxLength(200))
/** A group as callers name it; `groupIdOf` reads its id off. */
export const Group = t.union([Id, t.object({ href: t.optional(t.string().check(t.maxLength(500))) })])
/** A name as people give it. */
export const Name = t.string().check(t.minLength(1), t.maxLength(longestName), t.regex(namePattern))

/** The two query members of lists by name. */
export const redirecting = { redirectOnResult: t.optional(t.boolean()), redirectToResult: t.optional(t.boolean()) }
export const onlyMatch = 'With redirectOnResult, the one match there is'
