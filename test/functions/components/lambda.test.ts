import { afterAll, describe, expect, test } from 'vitest'
import lambda from '../../../functions/components/lambda.ts'
import { effectsPolicy } from '../../../lib/inventory/effects-policy.ts'
import { arnOf, functionArn } from '../../../lib/local/names.ts'
import { allows } from '../../../lib/local/policy.ts'
import { isWorkedOn } from '../../../lib/runtime/declarations/component.ts'
import {
  finalFailure,
  httpServers,
  passingFailure,
  recording,
  runComponent,
  type CallOptions,
  type Received,
} from '../../_harness/components.ts'

const servers = httpServers()
afterAll(() => servers.close())

type Answer = ReturnType<Parameters<typeof recording>[0]>

/** Lambda as it answers over HTTP. */
async function lambdaThat(answer: (received: Received) => Answer) {
  const { received, listener } = recording(answer)
  return { received, env: { endpoint: await servers.serve(listener) } }
}
const of = (settings: object, payload: unknown, options: CallOptions) =>
  runComponent(lambda, payload, settings, options)
const errorOf = (status: number, type: string): Answer => ({
  status,
  headers: { 'x-amzn-errortype': type, 'content-type': 'application/json' },
  body: JSON.stringify({ Message: 'not shown' }),
})

test('a function is invoked with the message as its event, and what it answers is passed on', async () => {
  const { received, env } = await lambdaThat(({ body }) => ({
    body: JSON.stringify({ got: JSON.parse(body) as unknown }),
  }))

  expect(await of({ functionName: 'price-orders:live' }, { id: 7 }, { env })).toEqual({
    messages: [{ got: { id: 7 } }],
  })
  expect(received).toMatchObject([
    { method: 'POST', url: '/2015-03-31/functions/price-orders%3Alive/invocations', body: '{"id":7}' },
  ])
})

test('a function that answers null passes nothing on', async () => {
  const { env } = await lambdaThat(() => ({ body: 'null' }))

  expect(await of({ functionName: 'price-orders' }, {}, { env })).toEqual({ messages: [] })
})

test('a function that fails is not invoked again, and its words are shown, 200 characters of them', async () => {
  const body = JSON.stringify({ errorType: 'Error', errorMessage: 'x'.repeat(300) })
  const { received, env } = await lambdaThat(() => ({ headers: { 'x-amz-function-error': 'Unhandled' }, body }))

  await expect(of({ functionName: 'price-orders' }, {}, { env })).rejects.toMatchObject(
    finalFailure(`The function price-orders failed: ${'x'.repeat(200)}`),
  )
  expect(received).toHaveLength(1)
})

describe('what keeps a function from being invoked', () => {
  test.each([
    [429, 'TooManyRequestsException'],
    [500, 'ServiceException'],
    [502, 'EC2ThrottledException'],
  ])('%i %s may pass, and is left to the queue', async (status, type) => {
    const { received, env } = await lambdaThat(() => errorOf(status, type))

    await expect(of({ functionName: 'price-orders' }, {}, { env })).rejects.toMatchObject(
      passingFailure(`The function price-orders cannot be invoked for now (${type}).`),
    )
    expect(received).toHaveLength(1)
  })

  test.each([
    [
      403,
      'AccessDeniedException',
      'The function price-orders is not one that the operator has tagged sluice:component = allowed.',
    ],
    [404, 'ResourceNotFoundException', 'There is no function price-orders.'],
    [413, 'RequestTooLargeException', 'The event is too large for the function price-orders.'],
  ])('%i %s is final', async (status, type, message) => {
    const { env } = await lambdaThat(() => errorOf(status, type))

    await expect(of({ functionName: 'price-orders' }, {}, { env })).rejects.toMatchObject(finalFailure(message))
  })

  test('a message of more than 6 MB is never sent', async () => {
    const { received, env } = await lambdaThat(() => ({ body: 'null' }))

    await expect(of({ functionName: 'price-orders' }, 'x'.repeat(6 * 1024 * 1024), { env })).rejects.toMatchObject(
      finalFailure('The event for the function would be larger than 6291456 bytes.'),
    )
    expect(received).toEqual([])
  })

  test('one that does not answer in time is left, and invoked again later', async () => {
    const env = { endpoint: await servers.serve(() => undefined) }
    const late = passingFailure('The function price-orders did not answer in time.')

    await expect(of({ functionName: 'price-orders', timeoutSeconds: 1 }, {}, { env })).rejects.toMatchObject(late)
    const signal = AbortSignal.timeout(50)
    await expect(of({ functionName: 'price-orders' }, {}, { env, signal })).rejects.toMatchObject(late)
  })
})

test.each([
  'https://example.com/',
  'arn:aws:lambda:us-east-1:111111111111:function:theirs',
  '111111111111:function:theirs',
  '../functions',
  '',
])('%s is not the name of a function of this account', (functionName) => {
  expect(() => of({ functionName }, {}, {})).toThrow('do not fit')
})

test('a step of more than 60 s waits in the queue for long steps', () => {
  expect(isWorkedOn(lambda, 'steps')).toBe(true)
  const isLong = lambda.isLong as (settings: object) => boolean
  expect([{}, { timeoutSeconds: 60 }, { timeoutSeconds: 61 }].map(isLong)).toEqual([false, false, true])
  expect(() => of({ functionName: 'x', timeoutSeconds: 841 }, {}, {})).toThrow('do not fit')
})

test('only functions with the operator’s tag may be invoked: the role says so itself', () => {
  const policy = effectsPolicy(lambda.effects, arnOf)
  const invoking = (tags?: Record<string, string>) =>
    allows(policy, {
      action: 'lambda:InvokeFunction',
      resource: functionArn('price-orders'),
      ...(tags ? { tags } : {}),
    })

  expect(policy).toEqual([
    {
      Effect: 'Allow',
      Action: ['lambda:InvokeFunction'],
      Resource: functionArn('*'),
      Condition: { StringEquals: { 'aws:ResourceTag/sluice:component': 'allowed' } },
    },
  ])
  expect(invoking({ 'sluice:component': 'allowed' })).toBe(true)
  const others: Record<string, string>[] = [{}, { 'sluice:component': 'no' }, { other: 'allowed' }]
  for (const tags of [undefined, ...others]) expect(invoking(tags)).toBe(false)
})
