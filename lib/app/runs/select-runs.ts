import { flowIdPattern } from '#core/flows/flow.ts'
import { flowNotFound } from '#core/flows/refuse-move.ts'
import { ownersSeen } from '#core/users/visibility.ts'
import type { Principal } from '#core/users/permissions.ts'
import type { Run, RunStatus } from '#core/runs/run.ts'
import { timePart } from '#core/runs/run-id.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

export interface RunFilter {
  /** A flow's handle or id; the id also of a flow that is no more. */
  flow?: string
  statuses?: readonly RunStatus[]
  /** When it began: from then on, and before then. */
  from?: string
  to?: string
}

const allStatuses: readonly RunStatus[] = ['in-progress', 'cancelling', 'succeeded', 'failed', 'cancelled']
/** So many runs of a flow are looked at in one call at most, a hundred by each Query. */
const mostExamined = 500
const pageSize = 100

/**
 * Runs of the tenant that fit a filter, newest first, up to `limit`, and where to go on. Of a flow they are as they are now;
 * which others there are comes from an index and may be a moment behind. Throws `flow-not-found`. Costs a Query for each
 * status and a read; of a flow a Query, up to five where statuses are asked for too.
 */
export const selectRuns = useCase({
  effects: { queriesRuns: true, reads: ['flow'] },
  async run(
    { runs, findFlow, caller },
    { flow: handleOrId, statuses, from, to }: RunFilter,
    limit: number,
    after?: string,
  ) {
    const range = { from: from && idAt(from), before: lowest(after, to && idAt(to)) }
    const isEmpty = range.from !== undefined && range.before !== undefined && range.from >= range.before
    const flowId =
      handleOrId === undefined ? undefined : ((await findFlow({ handleOrId }))?.id ?? idIn(handleOrId, caller))
    if (isEmpty) return { runs: [] }
    if (flowId === undefined) return runs.list(statuses ?? allStatuses, { limit, ...range })
    if (!statuses) return runs.ofFlow(flowId, { limit, ...range })
    const found: Run[] = []
    let next = range.before
    for (let examined = 0; examined < mostExamined && found.length < limit; examined += pageSize) {
      const page = await runs.ofFlow(flowId, { ...range, limit: pageSize, before: next })
      const matching = page.runs.filter(({ status }) => statuses.includes(status))
      const taken = matching.slice(0, limit - found.length)
      found.push(...taken)
      next = taken.length < matching.length ? taken.at(-1)?.id : page.next
      if (next === undefined) break
    }
    return { runs: found, next }
  },
})

/** What ids of runs that begin at a time or later are not below. */
const idAt = (time: string): string => timePart(new Date(Math.max(0, Date.parse(time))).toISOString())

const lowest = (one: string | undefined, other: string | undefined): string | undefined =>
  one !== undefined && other !== undefined && other < one ? other : (one ?? other)

function idIn(reference: string, caller: Principal): string {
  // To who sees own flows only, what is no more and what others own are the same.
  if (flowIdPattern.test(reference) && ownersSeen(caller) === undefined) return reference
  throw flowNotFound(reference)
}
