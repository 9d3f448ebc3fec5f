import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, describe, expect, test } from 'vitest'
import { callComponent } from '../../../lib/app/runs/call-component.ts'
import { isSignedWith } from '../../../lib/core/components/request-signature.ts'
import { StepError } from '../../../lib/core/runs/step-error.ts'
import { loadRegistry, type FunctionDefinition } from '../../../lib/inventory/registry.ts'
import * as t from '../../../lib/runtime/declarations/schema.ts'
import { task } from '../../../lib/runtime/declarations/task.ts'
import { administrator, startTestApp } from '../../_harness/app.ts'
import { contextFor, httpServers, recording, run, type Received } from '../../_harness/components.ts'

interface Input {
  tenant?: string
  component: string
  credential?: Record<string, string>
  signalAfterMs?: number
  message?: unknown
  function?: string
}

/** What a worker does for a step of a registered component, with no other permissions than these use cases declare. */
const callTask = task({
  name: 'Call',
  input: t.looseObject({}),
  timeoutSeconds: 60,
  uses: { callComponent },
  async run(input, { use }) {
    const {
      component,
      credential,
      message = { id: 7 },
      function: operation,
      signalAfterMs = 50_000,
    } = input as unknown as Input
    try {
      const call = { step: { id: 'step-1' }, run }
      const settings = { queue: 'orders' }
      return await use.callComponent(
        { component, function: operation, message, settings, credential, call, messageId: 'message-1' },
        AbortSignal.timeout(signalAfterMs),
      )
    } catch (error) {
      if (!(error instanceof StepError)) throw error
      return { message: error.message, retry: error.retry }
    }
  },
})
const unit: FunctionDefinition = {
  kind: 'task',
  name: 'test-Call',
  files: [],
  task: callTask,
  summary: '',
  effects: callTask.effects,
}

const registry = await loadRegistry()
const app = await startTestApp({
  registry: { ...registry, functions: [...registry.functions, unit] },
  outboundRanges: ['127.0.0.0/8'],
})
const servers = httpServers()
afterAll(async () => {
  servers.close()
  await app.stop()
})
const signingSecret = 'a signing secret'
const client = new LambdaClient({
  region: 'us-east-1',
  endpoint: app.awsUrl,
  maxAttempts: 1,
  credentials: await app.keyFor(administrator),
})

async function call(input: Input): Promise<Record<string, unknown>> {
  const Payload = Buffer.from(JSON.stringify(input))
  const answer = await client.send(new InvokeCommand({ FunctionName: 'test-Call', Payload }))
  const text = answer.Payload?.transformToString() ?? ''
  if (answer.FunctionError) throw new Error(text)
  return JSON.parse(text) as Record<string, unknown>
}

async function register(id: string, body: object, user = administrator) {
  const token = await app.tokenFor(user)
  const made = await app.request('PUT', `/v1/components/${id}`, { token, body })
  expect(made.status).toBe(200)
}

async function registerAt(id: string, answer: Parameters<typeof recording>[0], more = {}) {
  const { received, listener } = recording(answer)
  await register(id, { endpoint: `${await servers.serve(listener)}/hook?a=b`, signingSecret, ...more })
  return received
}
const answering = (body: unknown, status = 200, headers = {}) => ({ status, headers, body: JSON.stringify(body) })
test('a component is sent the message, what it belongs to and the credential, signed, and its messages come back', async () => {
  const received = await registerAt('mqtt', () => answering({ messages: [{ a: 1 }, null, 'text'] }))

  expect(
    await call({ component: 'mqtt', function: 'publish', credential: { username: 'ann', password: 'canary' } }),
  ).toEqual({
    messages: [{ a: 1 }, null, 'text'],
  })
  const [{ method, url, headers, body }] = received as [Received]
  expect([method, url]).toEqual(['POST', '/hook?a=b'])
  expect(JSON.parse(body)).toEqual({
    message: { id: 7 },
    settings: { queue: 'orders' },
    credential: { username: 'ann', password: 'canary' },
    flowId: run.flowId,
    stepId: 'step-1',
    runId: run.id,
    function: 'publish',
  })
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-sluice-message-id': 'message-1' })
  expect(isSignedWith(signingSecret, headers['x-sluice-signature'] ?? '', body, new Date().toISOString())).toBe(true)
  expect(isSignedWith('another secret', headers['x-sluice-signature'] ?? '', body, new Date().toISOString())).toBe(
    false,
  )
})

test('without a credential or a function none is named', async () => {
  const received = await registerAt('plain', () => answering({ messages: [] }))

  expect(await call({ component: 'plain' })).toEqual({ messages: [] })
  expect(Object.keys(JSON.parse(received[0]?.body ?? '') as object)).not.toEqual(expect.arrayContaining(['credential']))
})

test('which records failed and where to go on comes back too', async () => {
  await registerAt('writer', () =>
    answering({ messages: [], failures: [{ index: 2, error: 'Too long.', more: 1 }], position: { page: 3 } }),
  )

  expect(await call({ component: 'writer' })).toEqual({
    messages: [],
    failures: [{ index: 2, error: 'Too long.' }],
    position: { page: 3 },
  })
})

test('a component that nobody in the tenant has registered fails the step for good and says what to do', async () => {
  await register(
    'theirs',
    { endpoint: 'https://component.example/', signingSecret },
    { name: 'owner', tenant: 'other' },
  )

  for (const component of ['theirs', 'nothing'])
    expect(await call({ component })).toEqual({
      message: `No component "${component}" is registered. PUT /v1/components/${component} registers one.`,
    })
})

describe('an answer that is none is final', () => {
  test.each([
    ['no object', [1]],
    ['null', null],
    ['no messages', { message: [] }],
    ['messages that are no list', { messages: { 0: 'a' } }],
    ['messages of every object', JSON.parse('{"__proto__": {"messages": []}}')],
    ['failures that are no list', { messages: [], failures: 'all' }],
    ['failures without an index', { messages: [], failures: [{ error: 'x' }] }],
    ['failures at no index', { messages: [], failures: [{ index: -1, error: 'x' }] }],
    ['more than 10,000 messages', { messages: Array.from({ length: 10_001 }, () => 0) }],
  ])('%s', async (_kind, body) => {
    await registerAt('wrong', () => answering(body))

    const { message, retry } = await call({ component: 'wrong' })
    expect([message, retry]).toEqual([expect.stringMatching(/^The component wrong answered with/), undefined])
  })

  test('no JSON, and a status that is no success', async () => {
    await registerAt('text', () => ({ body: '<html>' }))
    expect(await call({ component: 'text' })).toEqual({ message: 'The component text answered with 200 and no JSON.' })
    await registerAt('moved', () => answering({ messages: [] }, 300))
    expect(await call({ component: 'moved' })).toEqual({
      message: 'The component moved answered with 300, which is no success.',
    })
  })
})

describe('what a component refuses', () => {
  test.each([429, 500, 503])('%i is tried again, when it says', async (status) => {
    await registerAt('busy', () => answering({ error: 'Too much.' }, status, { 'retry-after': '9' }))

    expect(await call({ component: 'busy' })).toEqual({
      message: `The component busy answered with ${status}: Too much.`,
      retry: { afterSeconds: 9 },
    })
  })

  test.each([400, 401, 404, 422])('%i is final, and 200 characters of its words are shown', async (status) => {
    await registerAt('strict', () => answering({ error: 'x'.repeat(300) }, status))

    expect(await call({ component: 'strict' })).toEqual({
      message: `The component strict answered with ${status}: ${'x'.repeat(200)}`,
    })
  })

  test('one that does not answer in time, or cannot be reached, is called again', async () => {
    await register('silent', { endpoint: await servers.serve(() => undefined), signingSecret, timeoutSeconds: 1 })
    await register('gone', { endpoint: 'http://127.0.0.1:1/', signingSecret })

    expect(await call({ component: 'silent' })).toMatchObject({
      message: expect.stringMatching(/in time/),
      retry: true,
    })
    expect(await call({ component: 'gone' })).toMatchObject({
      message: expect.stringMatching(/ECONNREFUSED/),
      retry: true,
    })
  })

  test('and it is left when the step is over', async () => {
    await register('slow', { endpoint: await servers.serve(() => undefined), signingSecret })

    expect(await call({ component: 'slow', signalAfterMs: 100 })).toMatchObject({ retry: true })
  })
})

test('no message of a failure holds anything of the credential, whatever the component says', async () => {
  const password = 'canary "ä/1'
  const credential = { username: 'ann', password }
  const spellings = [
    password,
    JSON.stringify(password),
    encodeURIComponent(password),
    Buffer.from(password).toString('base64'),
  ]
  const error = `${'x'.repeat(190)}${password} ${spellings.join(' ')}`
  await registerAt('echo', () => answering({ error }, 400))
  await registerAt('echoing', () =>
    answering({ messages: [], failures: spellings.map((one, index) => ({ index, error: one })) }),
  )

  const outcomes = [await call({ component: 'echo', credential }), await call({ component: 'echoing', credential })]
  for (const outcome of outcomes) expect(JSON.stringify(outcome)).not.toMatch(/canary|Y2FuYXJ5/)
})

test('on one machine no function is tagged for it, so a component on Lambda is refused', async () => {
  await register('function', { endpoint: 'appflow-StopFlow' })

  expect(await call({ component: 'function' })).toEqual({
    message: 'The function appflow-StopFlow is not one that the operator has tagged sluice:component = allowed.',
  })
})

describe('a component that is a Lambda function', () => {
  const registered = { endpoint: 'my-component:live', timeoutSeconds: 5 }
  async function invoke(answer: Parameters<typeof recording>[0], credential = {}) {
    const { received, listener } = recording(answer)
    const context = {
      ...contextFor(callComponent, { env: { endpoint: await servers.serve(listener) } }),
      read: { component: () => Promise.resolve(registered) },
    }
    const sent = {
      component: 'mine',
      message: 1,
      settings: {},
      credential,
      call: { step: { id: 's' }, run },
      messageId: 'm-1',
    }
    const outcome = callComponent.run(context as never, sent, new AbortController().signal)
    return { outcome, received }
  }

  test('is invoked with what others are sent and the id of the message', async () => {
    const { outcome, received } = await invoke(() => answering({ messages: [2] }))

    expect(await outcome).toEqual({ messages: [2] })
    expect(received[0]?.url).toBe('/2015-03-31/functions/my-component%3Alive/invocations')
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ message: 1, stepId: 's', messageId: 'm-1' })
  })

  test('fails for good when it fails, without a word of the credential', async () => {
    const headers = { 'x-amz-function-error': 'Unhandled' }
    const { outcome } = await invoke(() => answering({ errorMessage: 'no canary' }, 200, headers), {
      password: 'canary',
    })

    await expect(outcome).rejects.toMatchObject({
      message: 'The function my-component:live failed: no ***',
      retry: undefined,
    })
  })
})
