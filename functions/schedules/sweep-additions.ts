import { removeAddition } from '#app/flows/remove-addition.ts'
import { finishAddition } from '#app/flows/finish-addition.ts'
import { isForsaken } from '#core/flows/add-flows.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/**
 * Sees to additions of flows, once a minute, whose callers are gone: what had been begun for a minute and was not done is removed.
 * One that is done and that the relay did not come to finish is finished.
 */
export default task({
  name: 'SweepAdditions',
  input: t.looseObject({}),
  schedule: 'rate(1 minute)',
  effects: { sweepsAdditions: true },
  uses: { removeAddition, finishAddition },
  async run(_input, { allAdditions, forTenant, at }) {
    const outcome = { removed: 0, finished: 0 }
    for (const addition of await allAdditions()) {
      const { use } = forTenant(addition.tenant)
      if (addition.status === 'done') {
        await use.finishAddition(addition)
        outcome.finished++
      } else if (isForsaken(addition, at)) {
        await use.removeAddition(addition)
        outcome.removed++
      }
    }
    return outcome
  },
})
