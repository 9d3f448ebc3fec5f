import type { Addition } from '#core/flows/addition.ts'
import { forgetAddition, giveUpAddition, mostAtOnce, removeAddedFlows } from '#core/flows/add-flows.ts'
import { retryOnConflict } from '#runtime/invocation/invoke-operation.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/**
 * Removes the flows of an addition that is not done, and forgets it. It is given up first, so that whoever began it, if still
 * there, adds no more to it. May be done again.
 */
export const removeAddition = useCase({
  effects: {
    reads: ['addition'],
    readsMany: ['flow'],
    queriesChildren: ['definition'],
    updates: ['addition', 'tally'],
    deletes: ['flow', 'flow-pointer', 'definition', 'addition'],
  },
  run: ({ read, readMany, queryChildren, commit }, { id, keys }: Addition) =>
    retryOnConflict(async () => {
      const found = await read.addition(id)
      if (!found || found.status === 'done') return
      const { after: addition, change } =
        found.status === 'begun' ? giveUpAddition(found) : { after: found, change: [] as const }
      await commit(change, undefined)
      for (let from = 0; from < keys.length; from += mostAtOnce) {
        const flows = await readMany.flow(keys.slice(from, from + mostAtOnce))
        const own = flows.filter(({ additionId }) => additionId === id)
        const whole = await Promise.all(
          own.map(async (flow) => ({ flow, parts: await queryChildren.definition(flow.key, flow.id) })),
        )
        await commit(removeAddedFlows(whole).change, undefined)
      }
      await commit(forgetAddition(addition).change, undefined)
    }),
})
