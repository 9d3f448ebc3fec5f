import type { Addition } from '#core/flows/addition.ts'
import { forgetAddition, listAddedFlow } from '#core/flows/add-flows.ts'
import { DomainError } from '#core/errors.ts'
import { retryOnConflict } from '#runtime/invocation/invoke-operation.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** A read and a transaction take so many. */
const atOnce = 100

/**
 * Lists the flows of an addition that is done, and forgets it. Whatever somebody else has listed is left as it is, so it may be
 * done again and side by side. Two requests for each hundred flows.
 */
export const finishAddition = useCase({
  effects: {
    reads: ['addition'],
    readsMany: ['flow'],
    updates: ['flow'],
    deletes: ['addition'],
  },
  async run({ read, readMany, commit, at }, { id, keys }: Addition) {
    const addition = await read.addition(id)
    if (addition?.status !== 'done') return
    for (let from = 0; from < keys.length; from += atOnce) {
      await retryOnConflict(async () => {
        const flows = await readMany.flow(keys.slice(from, from + atOnce))
        const unlisted = flows.filter(({ additionId }) => additionId === id)
        const change = unlisted.flatMap((flow) => listAddedFlow(flow, at).change)
        await commit(change, undefined)
      })
    }
    try {
      await commit(forgetAddition(addition).change, undefined)
    } catch (error) {
      // Somebody else has forgotten it.
      if (!(error instanceof DomainError && error.code === 'version-conflict')) throw error
    }
  },
})
