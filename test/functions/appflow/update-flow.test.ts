import {
  DeleteFlowCommand,
  DescribeFlowCommand,
  StartFlowCommand,
  UpdateFlowCommand,
  type UpdateFlowCommandInput,
} from '@aws-sdk/client-appflow'
import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'
import { labelledFlow } from '../../_harness/flow-items.ts'
import { createFlow, flowInput, onDemand, refusal, scheduled } from '../../_harness/flows.ts'
import { refusedMembers, refusedTogether, s3Flow } from '../../_harness/s3-flows.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const client = await app.appflowFor()

const update = (flowName: string, more: Partial<UpdateFlowCommandInput> = {}) =>
  client.send(new UpdateFlowCommand({ ...flowInput(flowName), ...more }))
const describeFlow = (flowName: string) => client.send(new DescribeFlowCommand({ flowName }))

test('an active flow keeps its state and what is left out keeps its value', async () => {
  await createFlow(client, 'kept', { description: 'before', tags: { a: 'b' } })
  await client.send(new StartFlowCommand({ flowName: 'kept' }))

  const { $metadata: _, ...answer } = await update('kept', { tasks: [{ taskType: 'Map_all', sourceFields: ['Id'] }] })

  expect(answer).toEqual({ flowStatus: 'Active' })
  expect(await describeFlow('kept')).toMatchObject({
    description: 'before',
    tags: { a: 'b' },
    tasks: [{ taskType: 'Map_all', sourceFields: ['Id'] }],
    schemaVersion: 2,
  })
})

test('settings that map nothing otherwise leave the schema version alone', async () => {
  await createFlow(client, 'same')
  await update('same', { description: 'new' })

  expect(await describeFlow('same')).toMatchObject({ schemaVersion: 1, description: 'new' })
})

test('a trigger that becomes or stops being on-demand puts the flow back to its first state', async () => {
  await createFlow(client, 'turned', onDemand)

  expect((await update('turned', scheduled())).flowStatus).toBe('Draft')
  expect((await update('turned', onDemand)).flowStatus).toBe('Active')
})

test('the kind of source and destination, and what the destination writes to, cannot change', async () => {
  await createFlow(client, 'fixed', {
    destinationFlowConfigList: [
      { connectorType: 'Zendesk', destinationConnectorProperties: { Zendesk: { object: 'ticket' } } },
    ],
  })
  const zendesk = (object: string) => [
    { connectorType: 'Zendesk' as const, destinationConnectorProperties: { Zendesk: { object } } },
  ]

  for (const change of [
    { destinationFlowConfigList: flowInput('x').destinationFlowConfigList },
    { destinationFlowConfigList: zendesk('user') },
    {
      destinationFlowConfigList: zendesk('ticket'),
      sourceFlowConfig: { connectorType: 'Slack' as const, sourceConnectorProperties: { Slack: { object: 'x' } } },
    },
  ]) {
    expect(await refusal(update('fixed', change))).toMatchObject({ name: 'ValidationException', status: 400 })
  }
})

test('what CreateFlow refuses of a flow from S3 to S3 is refused, and the flow stays as it was', async () => {
  await createFlow(client, 's3flow', s3Flow())

  for (const [, configuration, , message] of [...refusedMembers, ...refusedTogether]) {
    const answer = await refusal(update('s3flow', configuration))
    expect(answer).toMatchObject({ name: 'ValidationException', status: 400 })
    expect(answer.message).toContain(message)
  }
  expect(await describeFlow('s3flow')).toMatchObject({ ...s3Flow(), schemaVersion: 1 })
})

test('a repeated token is answered even after the flow is gone', async () => {
  await createFlow(client, 'gone')
  await update('gone', { clientToken: 'u-1', description: 'once' })
  await client.send(new DeleteFlowCommand({ flowName: 'gone' }))

  expect((await update('gone', { clientToken: 'u-1', description: 'once' })).flowStatus).toBe('Draft')
  expect(await refusal(update('gone', { clientToken: 'u-1', description: 'other' }))).toMatchObject({
    name: 'ConflictException',
  })
  expect(await refusal(update('gone', { clientToken: 'u-2' }))).toMatchObject({
    name: 'ResourceNotFoundException',
    status: 404,
  })
})

test('updates made at once are all kept, one after the other', async () => {
  await createFlow(client, 'busy')
  const count = 8

  await Promise.all(Array.from({ length: count }, (_, index) => update('busy', { description: `d${index}` })))

  const { Item } = await app.engine.call<{ Item: { version: { N: string } } }>('DynamoDB_20120810.GetItem', {
    TableName: 'sluice',
    Key: { pk: { S: 'default|flow|busy' }, sk: { S: 'flow' } },
  })
  expect(Number(Item.version.N)).toBe(1 + count)
})

test('a flow that another dialect made is a conflict and stays as it is', async () => {
  const flow = await app.makeFlow(labelledFlow('A to B', 'c'.repeat(24)))

  expect(await refusal(update(flow.handle))).toMatchObject({ name: 'ConflictException', status: 409 })
  expect(await describeFlow(flow.handle)).toMatchObject({ flowStatus: 'Draft' })
})
