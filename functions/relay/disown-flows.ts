import { disownFlows } from '#app/flows/disown-flows.ts'
import { effect } from '#runtime/declarations/relay.ts'

/** Takes users who are gone from the owners of flows; flows that nobody owns any more are stopped. */
export default effect({
  name: 'DisownFlows',
  entities: ['departure'],
  uses: { disownFlows },
  async run(change, { use }) {
    if (change.entity === 'departure' && change.after) await use.disownFlows(change.after)
  },
})
