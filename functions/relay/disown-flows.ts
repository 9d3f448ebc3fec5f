import { disownFlows } from '#app/flows/disown-flows.ts'
import { disownTemplates } from '#app/templates/disown-templates.ts'
import { effect } from '#runtime/declarations/relay.ts'

/**
 * Takes users who are gone from the owners of flows and templates. Flows that nobody owns any more are stopped, published
 * templates are drafts again.
 */
export default effect({
  name: 'DisownFlows',
  entities: ['departure'],
  uses: { disownFlows, disownTemplates },
  async run(change, { use }) {
    if (change.entity !== 'departure' || !change.after) return
    if (change.after.templatesDone === undefined) await use.disownFlows(change.after)
    else await use.disownTemplates(change.after)
  },
})
