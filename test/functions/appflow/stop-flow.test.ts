import { DescribeFlowCommand, StartFlowCommand, StopFlowCommand } from '@aws-sdk/client-appflow'
import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'
import { createFlow, onDemand, refusal } from '../../_harness/flows.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const client = await app.appflowFor()

const start = (flowName: string) => client.send(new StartFlowCommand({ flowName }))
const stop = (flowName: string) => client.send(new StopFlowCommand({ flowName }))

test('an active flow is suspended', async () => {
  await createFlow(client, 'active')
  await start('active')

  expect(await stop('active')).toMatchObject({
    flowArn: 'arn:aws:appflow:us-east-1:000000000000:flow/active',
    flowStatus: 'Suspended',
  })
})

test('a repeated stop succeeds, because it has no token', async () => {
  await createFlow(client, 'stopped')
  await start('stopped')
  await stop('stopped')

  expect((await stop('stopped')).flowStatus).toBe('Suspended')
})

test('a draft is a conflict: it was never activated', async () => {
  await createFlow(client, 'draft')

  expect(await refusal(stop('draft'))).toMatchObject({ name: 'ConflictException', status: 409 })
})

test('an on-demand flow is unsupported, whatever it is doing', async () => {
  await createFlow(client, 'demand', onDemand)

  expect(await refusal(stop('demand'))).toMatchObject({ name: 'UnsupportedOperationException', status: 400 })
})

test('an absent flow is not found', async () => {
  expect(await refusal(stop('nowhere'))).toMatchObject({ name: 'ResourceNotFoundException', status: 404 })
})

test('the SDK’s empty input is a validation error that names the member', async () => {
  const refused = await refusal(client.send(new StopFlowCommand({} as never)))

  expect(refused).toMatchObject({ name: 'ValidationException', status: 400 })
  expect(refused.message).toBe(
    "1 validation error detected: Value at 'flowName' failed to satisfy constraint: Member is required",
  )
})

test('twenty starts and stops at once end in one state that all answers agree with', async () => {
  await createFlow(client, 'contended')
  await start('contended')

  const calls = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? stop : start)('contended')),
  )
  await app.settled()

  expect(calls.filter(({ status }) => status === 'rejected')).toEqual([])
  const { flowStatus } = await client.send(new DescribeFlowCommand({ flowName: 'contended' }))
  expect(['Active', 'Suspended']).toContain(flowStatus)
  // The number of versions is the number of moves that really happened: each one left the state the other arrived in.
  const { Item } = await app.engine.call<{ Item: { version: { N: string } } }>('DynamoDB_20120810.GetItem', {
    TableName: 'sluice',
    Key: { pk: { S: 'default|flow|contended' }, sk: { S: 'flow' } },
  })
  expect(Number(Item.version.N) % 2 === 0).toBe(flowStatus === 'Active')
})
