import { loginEvent, tokenEvent, userEvent } from '#core/users/user-events.ts'
import { effect } from '#runtime/declarations/relay.ts'

/** Publishes changes of users, their tokens and refused sign-ins, as Open Integration Hub does. */
export default effect({
  name: 'PublishUserEvents',
  entities: ['user', 'session', 'login-record'],
  effects: { publishes: true },
  async run(change, { publish, now }) {
    const event =
      change.entity === 'user'
        ? userEvent(change.before, change.after, now)
        : change.entity === 'session'
          ? tokenEvent(change.before, change.after, now)
          : change.entity === 'login-record'
            ? loginEvent(change.before, change.after)
            : undefined
    if (event) await publish(event)
  },
})
