import { failureOfAnswer, failureOfCall } from '#core/components/answer-failure.ts'
import { httpRequestOf, messageOfAnswer } from '#core/components/http-request.ts'
import { templateValuesOf } from '#core/components/step-values.ts'
import { component } from '#runtime/declarations/component.ts'
import { builtInSettings } from '#app/components/built-in-settings.ts'

/**
 * Sends an HTTP request for each message, and passes the answer on as {status, headers, body}. The URL, headers and body may
 * have templates in them.
 */
export default component({
  name: 'http-request',
  settings: builtInSettings['http-request'],
  effects: { callsOut: true },
  async run(call, { callOut, at, signal }) {
    const { timeoutSeconds, ...settings } = call.settings
    const request = httpRequestOf(settings, templateValuesOf(call), call.credential)
    const answer = await callOut({ ...request, timeoutSeconds, signal }).catch((error: unknown) => {
      throw failureOfCall(error)
    })
    const failure = failureOfAnswer(answer, { who: new URL(request.url).host, at })
    if (failure) throw failure
    return { messages: [messageOfAnswer(answer)] }
  },
})
