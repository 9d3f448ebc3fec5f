import { fits, type FlowFilter } from '#core/flows/select-flows.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

const pageSize = 1000
/** So many flows are looked at in one call at most: about ten Queries. */
const mostSeen = 10_000

/**
 * The flows of the tenant that fit a filter, up to `limit`, oldest first, and where to go on: the list may end before, when
 * so many have been looked at. It reads an index: what changed a moment ago may show as it was.
 */
export const selectFlows = useCase({
  effects: { lists: ['flow'] },
  async run({ list }, filter: FlowFilter, limit: number, after?: string) {
    const found: Awaited<ReturnType<typeof list.flow>>['items'] = []
    let next = after
    for (let seen = 0; seen < mostSeen && found.length < limit; seen += pageSize) {
      const page = await list.flow({ limit: pageSize, after: next })
      const fitting = page.items.filter((flow) => fits(flow, filter))
      const taken = fitting.slice(0, limit - found.length)
      found.push(...taken)
      next = taken.length < fitting.length ? taken.at(-1)?.id : page.next
      if (next === undefined) break
    }
    return { found, next }
  },
})
