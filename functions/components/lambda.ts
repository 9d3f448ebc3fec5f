import { longestCallSeconds, readEndpoint } from '#core/components/endpoint.ts'
import { answerOf, functionEvent } from '#core/components/function-call.ts'
import { stepLimitSeconds } from '#core/runs/queue.ts'
import { component } from '#runtime/declarations/component.ts'
import * as t from '#runtime/declarations/schema.ts'

const usualSeconds = stepLimitSeconds.steps

/** Invokes a Lambda function that the operator has tagged for it with each message, and passes its answer on. */
export default component({
  name: 'lambda',
  settings: t.object({
    functionName: t.string().check(t.refine((name) => readEndpoint(name)?.kind === 'lambda', 'the name of a function')),
    timeoutSeconds: t.optional(t.int().check(t.minimum(1), t.maximum(longestCallSeconds.lambda))),
  }),
  isLong: ({ timeoutSeconds = usualSeconds }) => timeoutSeconds > usualSeconds,
  effects: { invokesComponents: true },
  async run({ message, settings }, { invokeComponent, signal }) {
    const { functionName, timeoutSeconds = usualSeconds } = settings
    const event = functionEvent(message.payload)
    const answer = answerOf(functionName, await invokeComponent({ functionName, event, timeoutSeconds, signal }))
    return { messages: answer === null ? [] : [answer] }
  },
})
