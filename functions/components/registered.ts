import { callComponent } from '#app/runs/call-component.ts'
import { stepLimitSeconds } from '#core/runs/queue.ts'
import { component } from '#runtime/declarations/component.ts'
import * as t from '#runtime/declarations/schema.ts'

/** Stands for every component that a user has registered: hands it the message, and passes on what it answers. */
export default component({
  name: 'registered',
  settings: t.looseObject({}),
  isLong: () => false,
  effects: { reads: ['component'] },
  uses: { callComponent },
  async run({ message, settings, step, run, credential }, { use, read, signal, queue }) {
    const { timeoutSeconds = 0 } = (await read.component(step.component)) ?? {}
    if (queue === 'steps' && timeoutSeconds > stepLimitSeconds.steps) return { forwardTo: 'long-steps' }
    const call = {
      component: step.component,
      function: step.operation,
      message: message.payload ?? null,
      settings,
      credential,
      call: { step, run },
      messageId: message.id,
    }
    const { messages } = await use.callComponent(call, signal)
    return { messages }
  },
})
