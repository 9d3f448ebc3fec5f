import { DescribeFlowCommand, StartFlowCommand } from '@aws-sdk/client-appflow'
import { afterAll, describe, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'
import { createFlow, flowInput, onDemand, refusal, scheduled } from '../../_harness/flows.ts'
import { makeHeldFlow, recordsOf, startRun, userBuckets } from '../../_harness/appflow-runs.ts'
import { s3Flow } from '../../_harness/s3-flows.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const client = await app.appflowFor()

test('a flow is described with its configuration, state, tags, times and authors', async () => {
  await createFlow(client, 'nightly', {
    ...scheduled('rate(5minutes)'),
    description: 'Every night',
    tags: { team: 'data' },
  })
  const operator = await app.appflowFor({ name: 'operator', permissions: ['flows.control'] })
  await operator.send(new StartFlowCommand({ flowName: 'nightly' }))

  const { $metadata, ...flow } = await client.send(new DescribeFlowCommand({ flowName: 'nightly' }))

  const { flowName, sourceFlowConfig, destinationFlowConfigList, tasks } = flowInput('nightly')
  expect(flow).toMatchObject({
    flowArn: 'arn:aws:appflow:us-east-1:000000000000:flow/nightly',
    flowName,
    flowStatus: 'Active',
    description: 'Every night',
    sourceFlowConfig,
    destinationFlowConfigList,
    tasks,
    tags: { team: 'data' },
    schemaVersion: 1,
    createdBy: 'arn:aws:iam::000000000000:user/admin',
    lastUpdatedBy: 'arn:aws:iam::000000000000:user/operator',
    ...scheduled('rate(5minutes)'),
  })
  expect(flow.createdAt).toBeInstanceOf(Date)
  expect(flow.lastUpdatedAt?.getTime()).toBeGreaterThan(flow.createdAt?.getTime() ?? Infinity)
  expect(flow.lastRunExecutionDetails).toBeUndefined()
  expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
})

test('an absent flow is not found', async () => {
  expect(await refusal(client.send(new DescribeFlowCommand({ flowName: 'nowhere' })))).toMatchObject({
    name: 'ResourceNotFoundException',
    status: 404,
  })
})

describe('the newest run', () => {
  const lastRunOf = async (flowName: string) =>
    (await client.send(new DescribeFlowCommand({ flowName }))).lastRunExecutionDetails

  test('is shown without a message while it lasts, and is the one that began last', async () => {
    await makeHeldFlow(app, 'held')
    await startRun(client, 'held')
    const id = await startRun(client, 'held')
    const newest = (await recordsOf(client, 'held')).find(({ executionId }) => executionId === id)

    expect(await lastRunOf('held')).toEqual({
      mostRecentExecutionTime: newest?.startedAt,
      mostRecentExecutionStatus: 'InProgress',
    })
  })

  test('says that it succeeded', async () => {
    await (await userBuckets(app)).make('src', 'dst')
    await createFlow(client, 'moved', { ...onDemand, ...s3Flow() })
    await startRun(client, 'moved')
    await app.settled()

    expect(await lastRunOf('moved')).toMatchObject({
      mostRecentExecutionStatus: 'Successful',
      mostRecentExecutionMessage: 'Successfully ran the flow.',
    })
  })

  test('says why it failed, in the characters that this message may have', async () => {
    await createFlow(client, 'failed', onDemand)
    await startRun(client, 'failed')
    await app.settled()

    expect(await lastRunOf('failed')).toMatchObject({
      mostRecentExecutionStatus: 'Error',
      mostRecentExecutionMessage:
        'No connector is registered for Salesforce. PUT -v1-components-Salesforce registers one.',
    })
  })
})
