import { finishAddition } from '#app/flows/finish-addition.ts'
import { effect } from '#runtime/declarations/relay.ts'

/** Lists the flows of an addition that is done, where the call that added them did not come to it. */
export default effect({
  name: 'FinishAdditions',
  entities: ['addition'],
  uses: { finishAddition },
  async run(change, { use }) {
    if (change.entity === 'addition' && change.after?.status === 'done') await use.finishAddition(change.after)
  },
})
