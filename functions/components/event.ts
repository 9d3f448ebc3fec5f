import { stepEvent } from '#core/components/step-event.ts'
import { component } from '#runtime/declarations/component.ts'
import { builtInSettings } from '#app/components/built-in-settings.ts'

/** Publishes each message as an event on the installation's bus, with the source `sluice.flow`, and passes it on. */
export default component({
  name: 'event',
  settings: builtInSettings.event,
  effects: { publishesStepEvents: true },
  async run({ message, settings, run }, { caller, publishStepEvent }) {
    const { tenant } = caller
    const { flowName, flowId, id: runId } = run
    await publishStepEvent(
      stepEvent(settings.detailType, { tenant, flowName, flowId, runId, message: message.payload }),
    )
    return { messages: [message.payload] }
  },
})
