import { rolloutEvent } from '#core/rollouts/rollout-events.ts'
import { serverEvent } from '#core/servers/server-events.ts'
import { effect } from '#runtime/declarations/relay.ts'

/** Publishes that a server went down or came back, and each change of a rollout's status. */
export default effect({
  name: 'PublishResourceEvents',
  entities: ['server', 'rollout'],
  effects: { publishes: true },
  async run(change, { publish }) {
    const event =
      change.entity === 'server' && change.after
        ? serverEvent(change.before, change.after)
        : change.entity === 'rollout' && change.after
          ? rolloutEvent(change.before, change.after)
          : undefined
    if (event) await publish(event)
  },
})
