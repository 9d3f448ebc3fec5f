import { invalid } from '#core/errors.ts'
import type { Flow } from '#core/flows/flow.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { refusal } from './dialect.ts'
import { FlowId } from './types.ts'

const largestPage = 1000
/** So many flows are read at a time for a list that is not asked for in pages. */
const readAtOnce = 200
const largestAnswerBytes = 5_000_000

export const page = {
  limit: t.optional(t.int().check(t.minimum(1), t.maximum(largestPage))),
  after: t.optional(FlowId),
}
export const pageQuery = ['limit', 'after'] as const

/** What a list is made of, in the order of adding. */
interface Source<T> {
  find: (address: { handle: string }) => Promise<Flow | undefined>
  read: (limit: number, after?: string) => Promise<{ flows: Flow[]; next?: { id: string; handle: string } }>
  show: (flows: Flow[]) => Promise<T[]>
}

/**
 * All of a list, or the page that is asked for, and the address of the next one. Refused: `answer-too-large`, `input-invalid` for a
 * flow to go on after that is not there.
 */
export async function readList<T>(
  { find, read, show }: Source<T>,
  { limit, after }: { limit?: number; after?: string },
): Promise<{ items: T[]; next?: { limit: number; after: string } }> {
  const isPage = limit !== undefined || after !== undefined
  const size = limit ?? largestPage
  let position = after === undefined ? undefined : await positionOf(find, after)
  const items: T[] = []
  let bytes = 0
  for (;;) {
    const { flows, next } = await read(isPage ? size : readAtOnce, position)
    const shown = await show(flows)
    bytes += shown.reduce((sum, one) => sum + Buffer.byteLength(JSON.stringify(one)), 0)
    if (bytes > largestAnswerBytes)
      throw refusal('answer-too-large', 'The answer would be over 5 MB. Ask for pages with limit and after.')
    items.push(...shown)
    if (next === undefined) return { items }
    if (isPage) return { items, next: { limit: size, after: next.handle } }
    position = next.id
  }
}

async function positionOf(find: Source<unknown>['find'], handle: string): Promise<string> {
  const flow = await find({ handle })
  if (!flow) throw invalid(['after'], `There is no flow ${handle} to go on after.`)
  return flow.id
}

/** An answer with the address of the page after it, if there is one. */
export function paged<T>(answer: T, url: string, next: { limit: number; after: string } | undefined): Reply<T> {
  if (!next) return new Reply(answer, {})
  const query = new URLSearchParams({ limit: String(next.limit), after: next.after })
  return new Reply(answer, { link: `<${url}?${query.toString()}>; rel="next"` })
}
