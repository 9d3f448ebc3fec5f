import { endOfDelay } from '#core/components/delay.ts'
import { templateValuesOf } from '#core/components/step-values.ts'
import { component } from '#runtime/declarations/component.ts'
import { builtInSettings } from '#app/components/built-in-settings.ts'

/** Passes each message on, as it is, some seconds after it was made or at a time. It waits in the queue, not in a worker. */
export default component({
  name: 'delay',
  settings: builtInSettings.delay,
  run(call, { at }) {
    const { payload, createdAt } = call.message
    const end = endOfDelay(call.settings, createdAt, templateValuesOf(call))
    return Promise.resolve(Date.parse(at) >= Date.parse(end) ? { messages: [payload] } : { waitUntil: end })
  },
})
