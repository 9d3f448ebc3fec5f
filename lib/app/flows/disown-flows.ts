import { disownFlow } from '#core/flows/disown-flow.ts'
import { keyOfListed } from '#core/flows/flow.ts'
import type { Departure } from '#core/users/departure.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'
import { retryOnConflict } from '#runtime/invocation/invoke-operation.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** So many flows are looked at between two writes of how far it is: about six requests. */
const pageSize = 500
const atOnce = 8

/**
 * Takes a user who is gone from the owners of the next flows of the tenant, and notes how far it is: that note is what brings on
 * the next page, so any number of flows is worked through in steps of a second. Whatever was done before is not done again.
 */
export const disownFlows = useCase({
  effects: {
    reads: ['flow', 'departure'],
    readsMany: ['flow'],
    lists: ['flow'],
    updates: ['flow', 'departure'],
  },
  async run({ read, readMany, list, commit, at }, seen: Departure) {
    const before = await read.departure(seen.userId)
    if (!before || before.after !== seen.after || before.templatesDone !== undefined) return
    const { items, next } = await list.flow({ limit: pageSize, after: before.after })
    const flows = await readMany.flow(items.map(keyOfListed))
    const owned = flows.filter(({ owners }) => owners.includes(before.userId))
    await concurrently(atOnce, owned, ({ key }) =>
      retryOnConflict(async () => {
        const flow = await read.flow(key)
        if (flow) await commit(disownFlow(flow, before.userId, at).change, undefined)
      }),
    )
    await commit(
      next === undefined
        ? [{ kind: 'update', entity: 'departure', before, set: { after: undefined, templatesDone: 0 } }]
        : [{ kind: 'update', entity: 'departure', before, set: { after: next } }],
      undefined,
    )
  },
})
