import { endOfDelay, longestDelaySeconds } from '#core/components/delay.ts'
import { templateValuesOf } from '#core/components/step-values.ts'
import { component } from '#runtime/declarations/component.ts'
import * as t from '#runtime/declarations/schema.ts'

/** Passes each message on, as it is, some seconds after it was made or at a time. It waits in the queue, not in a worker. */
export default component({
  name: 'delay',
  settings: t
    .object({
      seconds: t.optional(t.number().check(t.minimum(0), t.maximum(longestDelaySeconds))),
      until: t.optional(t.string().check(t.maxLength(1000))),
    })
    .check(t.refine(({ seconds, until }) => (seconds === undefined) !== (until === undefined), 'one of them')),
  run(call, { at }) {
    const { payload, createdAt } = call.message
    const end = endOfDelay(call.settings, createdAt, templateValuesOf(call))
    return Promise.resolve(Date.parse(at) >= Date.parse(end) ? { messages: [payload] } : { waitUntil: end })
  },
})
