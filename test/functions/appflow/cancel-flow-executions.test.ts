import { CancelFlowExecutionsCommand, DescribeFlowCommand } from '@aws-sdk/client-appflow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { relayName } from '../../../lib/runtime/declarations/relay.ts'
import { startTestApp } from '../../_harness/app.ts'
import { createFlow, onDemand, refusal } from '../../_harness/flows.ts'
import { makeHeldFlow, recordsOf, startRun, userBuckets } from '../../_harness/appflow-runs.ts'
import { s3Flow } from '../../_harness/s3-flows.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const client = await app.appflowFor()
const buckets = await userBuckets(app)
beforeAll(() => buckets.make('src', 'dst'))

const cancel = async (flowName: string, executionIds?: string[]) =>
  (await client.send(new CancelFlowExecutionsCommand({ flowName, executionIds }))).invalidExecutions
const statuses = async (flowName: string) =>
  Object.fromEntries((await recordsOf(client, flowName)).map((one) => [one.executionId, one.executionStatus]))

test('the runs that are named are cancelled, and the others go on', async () => {
  await makeHeldFlow(app, 'named')
  const [first, second] = [await startRun(client, 'named'), await startRun(client, 'named')]
  await app.settled()

  expect(await cancel('named', [first])).toEqual([])
  await app.settled()

  expect(await statuses('named')).toEqual({ [first]: 'Canceled', [second]: 'InProgress' })
  const [, record] = await recordsOf(client, 'named')
  expect(record?.executionResult).toEqual({ recordsProcessed: 0, bytesProcessed: 0, bytesWritten: 0 })
  expect(record?.lastUpdatedAt?.getTime()).toBeGreaterThan(record?.startedAt?.getTime() ?? Infinity)
})

test('without ids all that are in progress are cancelled, with an empty list none', async () => {
  await makeHeldFlow(app, 'all')
  const ids = [await startRun(client, 'all'), await startRun(client, 'all')]
  await app.settled()

  expect(await cancel('all', [])).toEqual([])
  expect(Object.values(await statuses('all'))).toEqual(['InProgress', 'InProgress'])

  expect(await cancel('all')).toEqual([])
  await app.settled()
  expect(await statuses('all')).toEqual(Object.fromEntries(ids.map((id) => [id, 'Canceled'])))
})

test('ids come back that are unknown, of another flow, or of runs that have ended', async () => {
  await makeHeldFlow(app, 'one')
  await makeHeldFlow(app, 'another')
  await createFlow(client, 'ended', { ...onDemand, ...s3Flow() })
  const [running, foreign, ended] = [
    await startRun(client, 'one'),
    await startRun(client, 'another'),
    await startRun(client, 'ended'),
  ]
  await app.settled()

  expect(await cancel('one', [running, foreign, 'unknown', 'unknown', '|', 'é'.repeat(256)])).toEqual([
    foreign,
    'unknown',
    '|',
    'é'.repeat(256),
  ])
  expect(await cancel('ended', [ended])).toEqual([ended])
  expect(await statuses('another')).toEqual({ [foreign]: 'InProgress' })
  expect(await statuses('ended')).toEqual({ [ended]: 'Successful' })
})

/** Lets nothing follow from what is written until it is called. */
function holdRelay(): () => void {
  const { functions } = app
  const { invoke } = functions
  let goOn = () => undefined as void
  const held = new Promise<void>((resolve) => (goOn = resolve))
  functions.invoke = async (name, event) => {
    if (name === relayName) await held
    return invoke(name, event)
  }
  return () => {
    functions.invoke = invoke
    goOn()
  }
}

test('a run that is being cancelled shows so, and naming it again is not invalid', async () => {
  await makeHeldFlow(app, 'twice')
  const id = await startRun(client, 'twice')

  const goOn = holdRelay()
  const answers = await Promise.all([cancel('twice', [id]), cancel('twice', [id])])

  expect(answers).toEqual([[], []])
  expect(await cancel('twice', [id])).toEqual([])
  expect(await statuses('twice')).toEqual({ [id]: 'CancelStarted' })
  goOn()
  await app.settled()
  expect(await statuses('twice')).toEqual({ [id]: 'Canceled' })
  const { lastRunExecutionDetails: last } = await client.send(new DescribeFlowCommand({ flowName: 'twice' }))
  expect(last).toMatchObject({
    mostRecentExecutionStatus: 'Canceled',
    mostRecentExecutionMessage: 'The flow run was canceled.',
  })
})

test('many runs are cancelled by one call while their sums are brought up to date', async () => {
  await makeHeldFlow(app, 'many')
  const ids = await Promise.all(Array.from({ length: 40 }, () => startRun(client, 'many')))

  expect(await cancel('many', ids)).toEqual([])
  await app.settled()

  expect(new Set(Object.values(await statuses('many')))).toEqual(new Set(['Canceled']))
})

test('more than a hundred ids, or one that is none, are refused', async () => {
  const many = Array.from({ length: 101 }, (_, index) => `id-${index}`)
  for (const executionIds of [many, ['a b'], [''], ['x'.repeat(257)]])
    expect(
      await refusal(client.send(new CancelFlowExecutionsCommand({ flowName: 'one', executionIds }))),
    ).toMatchObject({ name: 'ValidationException', status: 400 })
})

test('a flow that is not there is not found, and who may only read cancels nothing', async () => {
  await makeHeldFlow(app, 'guarded')
  const reader = await app.appflowFor({ name: 'reader', permissions: ['flows.read'] })

  expect(await refusal(client.send(new CancelFlowExecutionsCommand({ flowName: 'nowhere' })))).toMatchObject({
    name: 'ResourceNotFoundException',
    status: 404,
  })
  expect(await refusal(reader.send(new CancelFlowExecutionsCommand({ flowName: 'guarded' })))).toMatchObject({
    name: 'AccessDeniedException',
    status: 403,
  })
})
