import { DescribeFlowCommand, StartFlowCommand } from '@aws-sdk/client-appflow'
import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'
import { createFlow, flowInput, refusal, scheduled } from '../../_harness/flows.ts'

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
