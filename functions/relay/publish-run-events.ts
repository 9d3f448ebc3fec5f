import { runEvent } from '#core/runs/run-events.ts'
import { effect } from '#runtime/declarations/relay.ts'

/** Publishes that a run began and how it ended. */
export default effect({
  name: 'PublishRunEvents',
  entities: ['run'],
  effects: { publishes: true },
  async run(change, { publish }) {
    const event = change.entity === 'run' && change.after ? runEvent(change.before, change.after) : undefined
    if (event) await publish(event)
  },
})
