import { admitCall } from '#app/webhooks/admit-call.ts'
import { beginCalledRun } from '#app/webhooks/begin-called-run.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { refusal, operation } from './_dialect/dialect.ts'
import { messageOf, readCalled } from './_dialect/bodies/called.ts'
import { findCalled } from './_dialect/refusals.ts'

/**
 * Begins a run of an active flow that has no cron, with what was sent to its webhook: a body of any media type, or the query.
 * `x-sluice-run` names the run. The same `x-request-id` begins one run of a flow in 90 days. Asks for a signature or
 * credentials where the flow does.
 */
export default operation({
  name: 'IncomingWebhook',
  route: 'POST /webhooks/{flowId}',
  aliases: [
    'POST /hook/{flowId}',
    'GET /hook/{flowId}',
    'HEAD /hook/{flowId}',
    'POST /hook/{flowId}/{word}',
    'GET /hook/{flowId}/{word}',
    'HEAD /hook/{flowId}/{word}',
  ],
  example: {
    request: { flowId: '<hubStartedFlowId>', data: { order: 17 } },
    answer: { data: { requestId: '019cade0b0487a358c1f2e94d7b06a13', message: 'thank you' } },
  },
  permission: 'public',
  // Those who call it send what happened elsewhere, all at once.
  rate: { perSecond: 1000, burst: 1000 },
  input: t.object({
    flowId: t.string().check(t.maxLength(8192)),
    word: t.optional(t.string().check(t.maxLength(8192))),
    requestId: t.optional(t.string().check(t.maxLength(8192))),
    data: t.optional(t.unknown()),
  }),
  anyBody: 'data',
  bodyLimitBytes: 4 * 1024 * 1024,
  output: t.object({ data: t.object({ requestId: t.string(), message: t.string() }) }),
  fails: [
    'flow-not-found',
    'content-type-missing',
    'call-refused',
    'login-throttled',
    'flow-not-active',
    'flow-without-first-step',
    'run-too-large',
  ],
  effects: { reads: ['flow'], queriesChildren: ['definition'] },
  uses: { admitCall, beginCalledRun },
  async run({ flowId, word, requestId: ownId, data = {} }, context) {
    const { request, caller, use, newUuid } = context
    const sent = request ? await readCalled(request) : data
    const called = await findCalled(context.findFlowWithDefinition, flowId, word)
    if (request?.method === 'HEAD') return new Reply(answerOf(''), {})
    if (request?.method === 'POST' && !request.headers['content-type'])
      throw refusal('content-type-missing', 'Content-Type header is missing')
    const by = request ? await use.admitCall(called.document, request) : caller.name
    if (by === undefined) throw refusal('call-refused', 'Unauthorized')
    const id = newUuid()
    const externalId = (request ? request.headers['x-request-id'] : ownId) || id.replaceAll('-', '')
    const payload = messageOf(called, { id: newUuid(), requestId: externalId, data: sent }, request)
    const runId = await use.beginCalledRun(called, { id, externalId, by, payload })
    return new Reply(answerOf(externalId), { 'x-sluice-run': runId })
  },
})

const answerOf = (requestId: string) => ({ data: { requestId, message: 'thank you' } })
