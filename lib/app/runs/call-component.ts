import { failureOfAnswer, failureOfCall } from '#core/components/answer-failure.ts'
import {
  callBody,
  notRegistered,
  readAnswer,
  reasonIn,
  shown,
  type ComponentCall,
} from '#core/components/component-call.ts'
import { readEndpoint } from '#core/components/endpoint.ts'
import { answerOf, functionEvent } from '#core/components/function-call.ts'
import { signatureHeaders } from '#core/components/request-signature.ts'
import { StepError } from '#core/runs/step-error.ts'
import { unseal } from '#runtime/credentials/sealing.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

interface Sent extends ComponentCall {
  timeoutSeconds: number
  signal: AbortSignal
}

/** Posts a call, signed, and gives the JSON of the answer. Throws a `StepError`. */
const postCall = useCase({
  effects: { callsOut: true },
  async run({ callOut, at }, url: URL, secret: string, sent: Sent): Promise<unknown> {
    const { component, credential, messageId, timeoutSeconds, signal } = sent
    const body = JSON.stringify(callBody(sent))
    const answer = await callOut({
      url: url.href,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      sign: (now) => signatureHeaders(secret, body, messageId, now),
      body,
      timeoutSeconds,
      signal,
    }).catch((error: unknown) => {
      throw failureOfCall(error)
    })
    const text = answer.body.toString()
    const who = `The component ${component}`
    const failure = failureOfAnswer(answer, { who, at, reason: reasonIn(text, credential) })
    if (failure) throw failure
    if (answer.status > 299) throw new StepError(`${who} answered with ${answer.status}, which is no success.`)
    try {
      return JSON.parse(text)
    } catch (error) {
      throw new StepError(`${who} answered with ${answer.status} and no JSON.`, {}, error)
    }
  },
})

/** Invokes a component that is a Lambda function, and gives its answer. Throws a `StepError`. */
const invokeCall = useCase({
  effects: { invokesComponents: true },
  async run({ invokeComponent }, functionName: string, sent: Sent): Promise<unknown> {
    const { credential, messageId, timeoutSeconds, signal } = sent
    const event = functionEvent({ ...callBody(sent), messageId })
    const outcome = await invokeComponent({ functionName, event, timeoutSeconds, signal })
    return answerOf(functionName, 'failure' in outcome ? { failure: shown(outcome.failure, credential) } : outcome)
  },
})

/**
 * Calls a component that a user has registered, at its URL or as a Lambda function, and gives what it answered. Throws a
 * `StepError`, which may be tried again when the component could not be reached, is overloaded or fails by itself.
 */
export const callComponent = useCase({
  effects: { reads: ['component'], secrets: ['master-key'] },
  uses: { postCall, invokeCall },
  async run({ caller: { tenant }, read, secret, use }, call: ComponentCall, signal: AbortSignal) {
    const id = call.component
    const component = await read.component(id)
    const endpoint = component && readEndpoint(component.endpoint)
    if (!endpoint) throw notRegistered(id)
    const sent = { ...call, timeoutSeconds: component.timeoutSeconds, signal }
    if (endpoint.kind === 'lambda') return readAnswer(call, await use.invokeCall(endpoint.functionName, sent))
    if (component.sealedSecret === undefined) throw new StepError(`The component ${id} has no signing secret.`)
    const signingSecret = unseal(
      await secret('master-key'),
      { tenant, entity: 'component', id },
      component.sealedSecret,
    )
    return readAnswer(call, await use.postCall(endpoint.url, signingSecret, sent))
  },
})
