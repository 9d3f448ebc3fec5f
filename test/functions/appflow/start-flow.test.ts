import { DescribeFlowCommand, StartFlowCommand, StopFlowCommand } from '@aws-sdk/client-appflow'
import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'
import { createFlow, onDemand, refusal, scheduled } from '../../_harness/flows.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const client = await app.appflowFor()

const start = (flowName: string, clientToken?: string) => client.send(new StartFlowCommand({ flowName, clientToken }))
const statusOf = async (flowName: string) => (await client.send(new DescribeFlowCommand({ flowName }))).flowStatus

test('a draft becomes active, and the answer names its ARN without an execution', async () => {
  await createFlow(client, 'draft', scheduled())

  const answer = await start('draft')

  expect(answer).toMatchObject({ flowArn: 'arn:aws:appflow:us-east-1:000000000000:flow/draft', flowStatus: 'Active' })
  expect(answer.executionId).toBeUndefined()
  expect(await statusOf('draft')).toBe('Active')
})

test('an active flow stays as it is and nothing is written', async () => {
  await createFlow(client, 'active')
  await start('active')
  const before = await client.send(new DescribeFlowCommand({ flowName: 'active' }))

  expect((await start('active')).flowStatus).toBe('Active')

  expect((await client.send(new DescribeFlowCommand({ flowName: 'active' }))).lastUpdatedAt).toEqual(
    before.lastUpdatedAt,
  )
})

test('a suspended flow becomes active again', async () => {
  await createFlow(client, 'suspended')
  await start('suspended')
  await client.send(new StopFlowCommand({ flowName: 'suspended' }))

  expect((await start('suspended')).flowStatus).toBe('Active')
})

test('a repeated token answers as the first time and does not start a flow stopped in between', async () => {
  await createFlow(client, 'retried')
  await start('retried', 'token-1')
  await client.send(new StopFlowCommand({ flowName: 'retried' }))

  expect((await start('retried', 'token-1')).flowStatus).toBe('Active')
  expect(await statusOf('retried')).toBe('Suspended')

  expect((await start('retried', 'token-2')).flowStatus).toBe('Active')
  expect(await statusOf('retried')).toBe('Active')
})

test('a token spent on an already active flow still counts as used', async () => {
  await createFlow(client, 'already')
  await start('already', 'token-a')
  await start('already', 'token-b')
  await client.send(new StopFlowCommand({ flowName: 'already' }))

  await start('already', 'token-b')

  expect(await statusOf('already')).toBe('Suspended')
})

test('a token used for another flow is a conflict', async () => {
  await createFlow(client, 'one')
  await createFlow(client, 'two')
  await start('one', 'shared')

  expect(await refusal(start('two', 'shared'))).toMatchObject({ name: 'ConflictException', status: 409 })
  expect(await statusOf('two')).toBe('Draft')
})

test('an on-demand flow is refused with a sentence that says runs are not available yet', async () => {
  await createFlow(client, 'demand', onDemand)

  const refused = await refusal(start('demand'))

  expect(refused).toMatchObject({ name: 'UnsupportedOperationException', status: 400 })
  expect(refused.message).toContain('not available yet')
})

test('an absent flow is not found, and neither is another tenant’s', async () => {
  const stranger = await app.appflowFor({ name: 'owner', tenant: 'elsewhere' })
  await createFlow(stranger, 'theirs')

  const absent = await refusal(start('nowhere'))
  const foreign = await refusal(start('theirs'))

  expect(absent).toMatchObject({ name: 'ResourceNotFoundException', status: 404 })
  expect(foreign).toEqual({ ...absent, message: absent.message.replace('nowhere', 'theirs') })
  expect((await stranger.send(new DescribeFlowCommand({ flowName: 'theirs' }))).flowStatus).toBe('Draft')
})
