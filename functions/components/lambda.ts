import { answerOf, functionEvent } from '#core/components/function-call.ts'
import { stepLimitSeconds } from '#core/runs/queue.ts'
import { component } from '#runtime/declarations/component.ts'
import { builtInSettings } from '#app/components/built-in-settings.ts'

const usualSeconds = stepLimitSeconds.steps

/** Invokes a Lambda function that the operator has tagged for it with each message, and passes its answer on. */
export default component({
  name: 'lambda',
  settings: builtInSettings.lambda,
  isLong: ({ timeoutSeconds = usualSeconds }) => timeoutSeconds > usualSeconds,
  effects: { invokesComponents: true },
  async run({ message, settings }, { invokeComponent, signal }) {
    const { functionName, timeoutSeconds = usualSeconds } = settings
    const event = functionEvent(message.payload)
    const answer = answerOf(functionName, await invokeComponent({ functionName, event, timeoutSeconds, signal }))
    return { messages: answer === null ? [] : [answer] }
  },
})
