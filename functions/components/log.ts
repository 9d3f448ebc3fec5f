import { loggedMessage } from '#core/components/step-log.ts'
import { component } from '#runtime/declarations/component.ts'
import { builtInSettings } from '#app/components/built-in-settings.ts'

/** Writes each message to the structured log of the worker, 10 kB of it at most, and passes it on. */
export default component({
  name: 'log',
  settings: builtInSettings.log,
  effects: { logsSteps: true },
  run({ message, settings, step, run }, { logStep }) {
    const ids = { runId: run.id, flowId: run.flowId, stepId: step.id, messageId: message.id }
    logStep({ ...ids, ...settings, ...loggedMessage(message.payload) })
    return Promise.resolve({ messages: [message.payload] })
  },
})
