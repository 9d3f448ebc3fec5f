import { DeleteFlowCommand, StartFlowCommand } from '@aws-sdk/client-appflow'
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { read } from '../../lib/store/read.ts'
import { administrator, startTestApp, type TestApp } from '../_harness/app.ts'
import { testClock } from '../_harness/clock.ts'
import { createFlow, onDemand, scheduled } from '../_harness/flows.ts'
import {
  makeHeldFlow,
  recordsOf,
  signingBy,
  startRun,
  userBuckets,
  type UserBuckets,
} from '../_harness/appflow-runs.ts'
import { s3Flow } from '../_harness/s3-flows.ts'

const clock = testClock('2026-11-24T12:00:00.000Z')
let app: TestApp
let bus: EventBridgeClient
let buckets: UserBuckets
let client: Awaited<ReturnType<TestApp['appflowFor']>>

beforeAll(async () => {
  app = await startTestApp({ timers: clock })
  client = signingBy(await app.appflowFor(), clock)
  bus = new EventBridgeClient({
    region: 'us-east-1',
    endpoint: app.awsUrl,
    credentials: await app.keyFor(administrator),
  })
  buckets = await userBuckets(app)
  await buckets.make('src', 'dst')
})
afterAll(() => app.stop())

/** A rule that starts an on-demand flow of its own for each report of a type: how often it did. */
async function witness(name: string, type: string, detail: Record<string, string[]>) {
  const pattern = { source: ['sluice.appflow'], 'detail-type': [type], detail }
  await bus.send(new PutRuleCommand({ Name: name, EventBusName: 'sluice', EventPattern: JSON.stringify(pattern) }))
  await bus.send(
    new PutTargetsCommand({
      Rule: name,
      EventBusName: 'sluice',
      Targets: [
        {
          Id: '1',
          Arn: 'arn:aws:lambda:us-east-1:000000000000:function:appflow-StartFlow',
          Input: JSON.stringify({ flowName: name }),
        },
      ],
    }),
  )
  await createFlow(client, name, { ...onDemand, ...s3Flow({ source: { bucketPrefix: `of-${name}` } }) })
  return async () => (await recordsOf(client, name)).length
}
const startReports = (flowName: string) =>
  witness(`start-of-${flowName}`, 'AppFlow Start Flow Run Report', { 'flow-name': [flowName] })
const endReports = (flowName: string, status = 'Execution Successful') =>
  witness(`end-of-${flowName}`, 'AppFlow End Flow Run Report', { 'flow-name': [flowName], status: [status] })

test('a flow that has succeeded starts another one by a rule, with members that AppFlow has', async () => {
  const begun = await startReports('first')
  const succeeded = await witness('second', 'AppFlow End Flow Run Report', {
    'flow-name': ['first'],
    status: ['Execution Successful'],
    'source-object': ['s3://src/first'],
    'trigger-type': ['ONDEMAND'],
    'num-of-records-processed': ['2'],
  })
  await buckets.put('src', 'first/a.csv', 'a\n1\n2\n')
  await createFlow(client, 'first', { ...onDemand, ...s3Flow({ source: { bucketPrefix: 'first' } }) })

  await startRun(client, 'first')
  await app.settled()

  expect([await begun(), await succeeded()]).toEqual([1, 1])
  expect(await recordsOf(client, 'second')).toMatchObject([{ executionStatus: 'Successful' }])
})

test('a run that fails is reported as failed, and not as successful', async () => {
  const [failed, succeeded] = [await endReports('bad', 'Execution Failed'), await witnessOf('bad')]
  await createFlow(client, 'bad', { ...onDemand, ...s3Flow({ source: { bucketName: 'missing' } }) })

  await startRun(client, 'bad')
  await app.settled()

  expect([await failed(), await succeeded()]).toEqual([1, 0])
})
const witnessOf = (flowName: string) =>
  witness(`success-of-${flowName}`, 'AppFlow End Flow Run Report', {
    'flow-name': [flowName],
    status: ['Execution Successful'],
  })

test('deletion by force cancels the runs of a flow, and their end is not reported', async () => {
  const cancelled = await endReports('doomed', 'Execution Canceled')
  const begun = await startReports('doomed')
  const flow = await makeHeldFlow(app, 'doomed')
  const id = await startRun(client, 'doomed')
  await app.settled()
  expect(await begun()).toBe(1)

  await client.send(new DeleteFlowCommand({ flowName: 'doomed', forceDelete: true }))
  await app.settled()

  expect(await read(app.table, 'run', 'default', flow.id, id)).toMatchObject({ status: 'cancelled' })
  expect(await cancelled()).toBe(0)
  expect(await read(app.table, 'tally', 'default', 'appflow-run')).toMatchObject({ count: 0 })
})

test('a schedule that is suspended for its errors is reported once', async () => {
  const deactivated = await witness('deactivations', 'AppFlow Scheduled Flow Deactivated', {
    'flow-name': ['failing'],
    'trigger-type': ['SCHEDULED'],
  })
  await createFlow(client, 'failing', {
    ...scheduled('rate(1minutes)', { flowErrorDeactivationThreshold: 2 }),
    ...s3Flow({ source: { bucketName: 'missing' } }),
  })
  await client.send(new StartFlowCommand({ flowName: 'failing' }))
  await app.settled()

  for (let minute = 0; minute < 3; minute++) {
    clock.advance(60)
    await app.settled()
  }

  expect(await deactivated()).toBe(1)
  expect(await recordsOf(client, 'failing')).toHaveLength(2)
})
