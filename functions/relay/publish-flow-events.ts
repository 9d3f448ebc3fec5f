import { tombstoneEvent, flowEvent } from '#core/flows/flow-events.ts'
import { effect } from '#runtime/declarations/relay.ts'

/** Publishes each change of a flow on the event bus, once for each version; subscribers know a repeat by its event id. */
export default effect({
  name: 'PublishFlowEvents',
  entities: ['flow', 'tombstone'],
  effects: { publishes: true },
  async run(change, { publish }) {
    // A removed flow is told by the tombstone beside it, which knows who; a removed tombstone has merely expired.
    const event = change.entity === 'flow' && change.after ? flowEvent(change.before, change.after) : undefined
    if (event) await publish(event)
    if (change.entity === 'tombstone' && change.after) await publish(tombstoneEvent(change.after))
  },
})
