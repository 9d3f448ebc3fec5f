import {
  DescribeFlowExecutionRecordsCommand,
  paginateDescribeFlowExecutionRecords,
  type CreateFlowCommandInput,
} from '@aws-sdk/client-appflow'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beginRun, transferMessages } from '../../../lib/core/runs/begin-run.ts'
import { dueRunId } from '../../../lib/core/runs/run-id.ts'
import { commit } from '../../../lib/store/commit.ts'
import { startTestApp } from '../../_harness/app.ts'
import { labelledFlow } from '../../_harness/flow-items.ts'
import { createFlow, onDemand, refusal } from '../../_harness/flows.ts'
import { makeHeldFlow, recordsOf, startRun, userBuckets } from '../../_harness/appflow-runs.ts'
import { s3Flow } from '../../_harness/s3-flows.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const client = await app.appflowFor()
const buckets = await userBuckets(app)
beforeAll(() => buckets.make('src', 'dst'))

/** Makes an on-demand flow that reads a folder of its own, runs it once, and gives the record. */
async function runOnce(name: string, body: string | undefined, given: Partial<CreateFlowCommandInput> = {}) {
  if (body !== undefined) await buckets.put('src', `${name}/a.csv`, body)
  await createFlow(client, name, { ...onDemand, ...s3Flow({ source: { bucketPrefix: name } }), ...given })
  const id = await startRun(client, name)
  await app.settled()
  const [record] = await recordsOf(client, name)
  expect(record?.executionId).toBe(id)
  return record
}

describe('a record', () => {
  test('of a run that succeeded has its figures and no error', async () => {
    const record = await runOnce('people', 'a,b\n1,2\n3,4\n')

    expect(record).toEqual({
      executionId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      executionStatus: 'Successful',
      executionResult: { recordsProcessed: 2, bytesProcessed: 12, bytesWritten: 20 },
      startedAt: expect.any(Date) as Date,
      lastUpdatedAt: expect.any(Date) as Date,
    })
    expect(record?.lastUpdatedAt?.getTime()).toBeGreaterThanOrEqual(record?.startedAt?.getTime() ?? Infinity)
  })

  test('of a run that found nothing counts zeros', async () => {
    expect(await runOnce('nothing', undefined)).toMatchObject({
      executionStatus: 'Successful',
      executionResult: { recordsProcessed: 0, bytesProcessed: 0, bytesWritten: 0 },
    })
  })

  test('of a run that met a bad record names bucket, key and line, and counts what was done before', async () => {
    await buckets.put('src', 'bad/0.csv', 'a\nx\n')

    const record = await runOnce('bad', 'a\n1\n2,"oops"\n')

    expect(record?.executionStatus).toBe('Error')
    expect(record?.executionResult?.errorInfo?.putFailuresCount).toBe(0)
    expect(record?.executionResult?.errorInfo?.executionMessage).toMatch(/^src\/bad\/a\.csv line 3 - /)
    expect(record?.executionResult).toMatchObject({ recordsProcessed: 1, bytesProcessed: 4, bytesWritten: 10 })
  })

  test('of a run whose bucket is missing names the bucket', async () => {
    const flow = s3Flow({ source: { bucketName: 'missing' } })

    expect(await runOnce('bucketless', undefined, flow)).toMatchObject({
      executionStatus: 'Error',
      executionResult: {
        recordsProcessed: 0,
        errorInfo: { putFailuresCount: 0, executionMessage: 'there is no bucket missing' },
      },
    })
  })

  test.each<[string, Partial<CreateFlowCommandInput>, string]>([
    ['sales', {}, 'Salesforce'],
    [
      'custom',
      {
        sourceFlowConfig: {
          connectorType: 'CustomConnector',
          connectorProfileName: 'crm',
          sourceConnectorProperties: { CustomConnector: { entityName: 'accounts' } },
        },
        tasks: [{ taskType: 'Map_all', sourceFields: [], connectorOperator: { CustomConnector: 'NO_OP' } }],
      },
      'crm',
    ],
  ])('of %s, whose connector nobody has registered, says so and has zeros', async (name, given, connector) => {
    await createFlow(client, name, { ...onDemand, ...given })
    await startRun(client, name)
    await app.settled()

    expect(await recordsOf(client, name)).toMatchObject([
      {
        executionStatus: 'Error',
        executionResult: {
          errorInfo: {
            putFailuresCount: 0,
            executionMessage: `No connector is registered for ${connector}. PUT /v1/components/${connector} registers one.`,
          },
          recordsProcessed: 0,
          bytesProcessed: 0,
          bytesWritten: 0,
        },
      },
    ])
  })

  test.each([
    ['succeeded', { putFailuresCount: 3 }],
    ['failed', { putFailuresCount: 3, executionMessage: 'crm refused a record - no such account' }],
    ['cancelled', undefined],
  ] as const)('of a run that %s counts the records that a connector refused', async (status, errorInfo) => {
    const flow = await makeHeldFlow(app, `refused-${status}`)
    const at = new Date().toISOString()
    const begun = beginRun(flow, {
      id: dueRunId(flow.id, at),
      trigger: { kind: 'api', at, by: 'ann' },
      first: transferMessages,
    }).after
    const cause = { message: 'crm refused a record - no such account', at }
    await commit(app.table, [
      { kind: 'put', entity: 'run', item: { ...begun, status, figures: { putFailures: 3 }, cause, endedAt: at } },
    ])

    const [record] = await recordsOf(client, flow.handle)

    expect(record?.executionResult?.errorInfo).toEqual(errorInfo)
  })

  test('of a run in progress has no error and no times of a pull', async () => {
    await makeHeldFlow(app, 'held')
    await startRun(client, 'held')
    await app.settled()

    const [record] = await recordsOf(client, 'held')

    expect(record).toMatchObject({ executionStatus: 'InProgress' })
    expect(record?.executionResult?.errorInfo).toBeUndefined()
    expect(record).not.toHaveProperty('dataPullStartTime')
  })

  test('of a flow that another dialect made is shown under its handle', async () => {
    const step = { id: 'first', component: 'log', settings: { level: 'info', message: 'Hello' } }
    const flow = await app.makeFlow({
      ...labelledFlow('Made elsewhere', 'e'.repeat(24)),
      trigger: { kind: 'on-demand' },
      definition: { steps: [step], links: [], details: {} },
    })
    const id = await startRun(client, flow.handle)
    await app.settled()

    expect(await recordsOf(client, flow.handle)).toMatchObject([
      { executionId: id, executionStatus: 'Successful', executionResult: { recordsProcessed: 0 } },
    ])
  })
})

describe('a page', () => {
  test('holds 20 unless told otherwise, newest first, and its token goes on while runs begin', async () => {
    await makeHeldFlow(app, 'paged')
    const ids: string[] = []
    for (let run = 0; run < 23; run++) ids.push(await startRun(client, 'paged'))

    const first = await client.send(new DescribeFlowExecutionRecordsCommand({ flowName: 'paged' }))
    await startRun(client, 'paged')
    const rest = await client.send(
      new DescribeFlowExecutionRecordsCommand({ flowName: 'paged', maxResults: 3, nextToken: first.nextToken }),
    )

    const newest = ids.sort().reverse()
    expect(first.flowExecutions?.map(({ executionId }) => executionId)).toEqual(newest.slice(0, 20))
    expect(rest.flowExecutions?.map(({ executionId }) => executionId)).toEqual(newest.slice(20))
    expect(rest.nextToken).toBeUndefined()
  })

  test('follows page through the SDK’s paginator until each run has been seen once', async () => {
    await makeHeldFlow(app, 'paginated')
    const ids = await Promise.all(Array.from({ length: 7 }, () => startRun(client, 'paginated')))
    const seen: (string | undefined)[] = []
    const pages = paginateDescribeFlowExecutionRecords({ client, pageSize: 3 }, { flowName: 'paginated' })
    for await (const { flowExecutions = [] } of pages) seen.push(...flowExecutions.map((one) => one.executionId))

    expect(seen).toEqual(ids.sort().reverse())
  })

  test('has no token of another flow’s list', async () => {
    await makeHeldFlow(app, 'one')
    await makeHeldFlow(app, 'two')
    for (let run = 0; run < 2; run++) await startRun(client, 'one')
    const { nextToken } = await client.send(new DescribeFlowExecutionRecordsCommand({ flowName: 'one', maxResults: 1 }))

    for (const token of [nextToken, 'nonsense'])
      expect(
        await refusal(client.send(new DescribeFlowExecutionRecordsCommand({ flowName: 'two', nextToken: token }))),
      ).toMatchObject({ name: 'ValidationException', status: 400 })
  })

  test.each([0, 101])('of %s runs is refused', async (maxResults) => {
    const asked = client.send(new DescribeFlowExecutionRecordsCommand({ flowName: 'paged', maxResults }))
    expect(await refusal(asked)).toMatchObject({ name: 'ValidationException', status: 400 })
  })
})

test('the runs of a flow that is not there, or another tenant’s, are not found', async () => {
  const stranger = await app.appflowFor({ name: 'owner', tenant: 'elsewhere' })
  await createFlow(stranger, 'theirs', onDemand)

  for (const flowName of ['nowhere', 'theirs'])
    expect(await refusal(client.send(new DescribeFlowExecutionRecordsCommand({ flowName })))).toMatchObject({
      name: 'ResourceNotFoundException',
      status: 404,
    })
})
