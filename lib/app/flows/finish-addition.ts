import type { Addition } from '#core/flows/addition.ts'
import { forgetAddition, listAddedFlow } from '#core/flows/add-flows.ts'
import { DomainError } from '#core/errors.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

const readAtOnce = 100
const atOnce = 25

/**
 * Lists the flows of an addition that is done, and forgets it. Whatever somebody else has listed is left as it is, so it may be
 * done again and side by side.
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
    for (let from = 0; from < keys.length; from += readAtOnce) {
      const flows = await readMany.flow(keys.slice(from, from + readAtOnce))
      const unlisted = flows.filter(({ additionId }) => additionId === id)
      await concurrently(atOnce, unlisted, (flow) => unlessDone(commit(listAddedFlow(flow, at).change, undefined)))
    }
    await unlessDone(commit(forgetAddition(addition).change, undefined))
  },
})

/** Nothing else changes what is not listed: who met another version met what was done already. */
async function unlessDone(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'version-conflict')) throw error
  }
}
