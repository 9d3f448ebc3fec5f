import { DescribeFlowCommand, StartFlowCommand } from '@aws-sdk/client-appflow'
import { afterAll, describe, expect, test } from 'vitest'
import { startTestApp } from '../_harness/app.ts'
import { call } from '../_harness/call.ts'
import { createFlow } from '../_harness/flows.ts'

/** One behaviour, whichever way an invocation comes in: each entry only says how to send, and how a refusal arrives. */
const app = await startTestApp()
afterAll(() => app.stop())
const client = await app.appflowFor()

const stopFlow = 'appflow-StopFlow'
type Outcome = { answer: unknown } | { refused: string }
const invoked = async (event: unknown): Promise<Outcome> => {
  try {
    return { answer: await app.functions.invoke(stopFlow, event) }
  } catch (error) {
    return { refused: (error as Error).name }
  }
}

const entries: [string, (input: object) => Promise<Outcome>][] = [
  [
    'HTTP',
    async (input) => {
      const operation = app.registry.operations.find((one) => one.operation.name === 'StopFlow')?.operation
      if (!operation) throw new Error('There is no StopFlow.')
      const { status, json, headers } = await call(app, operation, input, { name: 'admin' })
      return status === 200 ? { answer: json } : { refused: headers.get('x-amzn-errortype') ?? '' }
    },
  ],
  ['direct invocation', invoked],
  [
    'an EventBridge rule that hands over the event',
    (detail) => invoked({ version: '0', id: 'e-1', source: 'demo', 'detail-type': 'stop', detail }),
  ],
]

describe.each(entries)('%s', (name, send) => {
  const flowName = name.replaceAll(/\W/g, '')

  test('stops a flow and answers the same', async () => {
    await createFlow(client, flowName)
    await client.send(new StartFlowCommand({ flowName }))

    expect(await send({ flowName })).toEqual({
      answer: { flowArn: `arn:aws:appflow:us-east-1:000000000000:flow/${flowName}`, flowStatus: 'Suspended' },
    })
    expect((await client.send(new DescribeFlowCommand({ flowName }))).flowStatus).toBe('Suspended')
  })

  test('refuses under the same names', async () => {
    expect(await send({ flowName: 'nowhere' })).toEqual({ refused: 'ResourceNotFoundException' })
    expect(await send({ flowName: '!' })).toEqual({ refused: 'ValidationException' })
    expect(await send({ flowName: 7 })).toEqual({ refused: 'SerializationException' })
  })
})

test('a direct invocation acts for the tenant it names, and says so in what it changes', async () => {
  const theirs = await app.appflowFor({ name: 'owner', tenant: 'acme' })
  await createFlow(theirs, 'shared')
  await createFlow(client, 'shared')

  await app.functions.invoke('appflow-StartFlow', { flowName: 'shared', tenant: 'acme' })

  expect(await theirs.send(new DescribeFlowCommand({ flowName: 'shared' }))).toMatchObject({
    flowStatus: 'Active',
    lastUpdatedBy: expect.stringContaining('user/direct'),
  })
  expect((await client.send(new DescribeFlowCommand({ flowName: 'shared' }))).flowStatus).toBe('Draft')
})

test.each([[], 'text', 7, true])('a payload of %j is malformed', async (payload) => {
  expect(await invoked(payload)).toEqual({ refused: 'SerializationException' })
})
