import { matchesFilter, type FlowFilter } from '#core/flows/select-flows.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

const pageSize = 1000
/** So many flows are looked at in one call at most: about ten Queries. */
const mostExamined = 10_000

/**
 * The flows of the tenant that fit a filter, up to `limit`, oldest first, and where to go on: the list may end before, when
 * so many have been looked at. It reads an index: what changed a moment ago may show as it was.
 */
export const selectFlows = useCase({
  effects: { lists: ['flow'] },
  async run({ list }, filter: FlowFilter, limit: number, after?: string) {
    const found: Awaited<ReturnType<typeof list.flow>>['items'] = []
    let next = after
    for (let examined = 0; examined < mostExamined && found.length < limit; examined += pageSize) {
      const page = await list.flow({ limit: pageSize, after: next })
      const matching = page.items.filter((flow) => matchesFilter(flow, filter))
      const taken = matching.slice(0, limit - found.length)
      found.push(...taken)
      next = taken.length < matching.length ? taken.at(-1)?.id : page.next
      if (next === undefined) break
    }
    return { items: found, next }
  },
})
