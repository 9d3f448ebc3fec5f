import { useEffect, useState } from 'react'
import { call, type Answer, type Parts } from './client.ts'
import type { Refusal } from './refusal.ts'
import { onRefresh, useWatch, type Reading } from './watch.ts'

/** Lists whose answers are pages: what they call their items. */
interface Members {
  'GET /v1/flows': 'flows'
  'GET /v1/runs': 'runs'
  'GET /v1/rollouts': 'rollouts'
  'GET /v1/users': 'users'
  'GET /v1/access-keys': 'accessKeys'
  'GET /v1/enrolment-tokens': 'enrolmentTokens'
  'GET /v1/components': 'components'
  'GET /v1/credentials': 'credentials'
}
type Paged = keyof Members & Reading
type Item<R extends Paged> = Members[R] extends keyof Answer<R>
  ? Answer<R>[Members[R]] extends readonly (infer T)[]
    ? T
    : never
  : never

export interface Pages<T> {
  items?: readonly T[]
  refusal?: Refusal
  isLoading: boolean
  /** There are more than are shown. */
  hasMore: boolean
}

const pageSize = 100
/** Pages after the first: together as many as can be looked through in a table. */
const furtherPages = 9
const furtherMilliseconds = 30_000

/**
 * All of a list, up to a thousand. Its first page is watched; those after it, where there are any, are read again twice a
 * minute and after each command.
 */
export function usePages<R extends Paged>(
  route: R | undefined,
  member: Members[R],
  query: object = {},
): Pages<Item<R>> {
  const parts = { query: { ...query, maxResults: pageSize } } as unknown as Parts<R>
  const first = useWatch(route, parts)
  const { nextToken } = (first.data ?? {}) as { nextToken?: string }
  const key = JSON.stringify([route, query])
  const further = useFurther(route, member, query, nextToken, key)
  const items = first.data && ((first.data as Record<string, unknown>)[member] as Item<R>[])
  return {
    items: items && (nextToken === undefined ? items : [...items, ...(further.items as Item<R>[])]),
    refusal: first.refusal,
    isLoading: first.isLoading,
    hasMore: nextToken !== undefined && further.hasMore,
  }
}

function useFurther(
  route: Paged | undefined,
  member: string,
  query: object,
  nextToken: string | undefined,
  key: string,
): { items: readonly unknown[]; hasMore: boolean } {
  const [known, setKnown] = useState<{ key: string; items: readonly unknown[]; hasMore: boolean }>()
  const [round, setRound] = useState(0)
  const hasFurther = nextToken !== undefined
  useEffect(() => {
    if (!hasFurther) return
    const again = () => setRound((former) => former + 1)
    const timer = setInterval(again, furtherMilliseconds)
    const leave = onRefresh(again)
    return () => {
      clearInterval(timer)
      leave()
    }
  }, [hasFurther])
  useEffect(() => {
    if (!route || nextToken === undefined) return
    const end = new AbortController()
    const read = async () => {
      const items: unknown[] = []
      let token: string | undefined = nextToken
      for (let page = 0; page < furtherPages && token !== undefined; page++) {
        const parts = { query: { ...query, maxResults: pageSize, nextToken: token } } as Parts<Paged>
        const answer = (await call(route, parts, end.signal)) as Record<string, unknown>
        items.push(...(answer[member] as unknown[]))
        token = answer.nextToken as string | undefined
      }
      setKnown({ key, items, hasMore: token !== undefined })
    }
    // What is wrong is told where the first page is watched.
    read().catch(() => undefined)
    return () => end.abort()
    // The token is another each time the first page is; what is read from it is the same.
  }, [key, hasFurther, round])
  return known?.key === key ? known : { items: [], hasMore: hasFurther }
}
