import {
  DeleteFlowCommand,
  CancelFlowExecutionsCommand,
  DescribeFlowCommand,
  StartFlowCommand,
  StopFlowCommand,
  UpdateFlowCommand,
} from '@aws-sdk/client-appflow'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { appflowRunQuota } from '../../lib/core/runs/count-run.ts'
import { findFlow } from '../../lib/store/flows.ts'
import { read } from '../../lib/store/read.ts'
import { startTestApp, type TestApp } from '../_harness/app.ts'
import { testClock } from '../_harness/clock.ts'
import { createFlow, flowInput, scheduled } from '../_harness/flows.ts'
import {
  makeHeldFlow,
  recordsOf,
  setRunsInProgress,
  signingBy,
  userBuckets,
  type UserBuckets,
} from '../_harness/appflow-runs.ts'
import { s3Flow } from '../_harness/s3-flows.ts'

const clock = testClock('2026-11-24T12:00:00.000Z')
let app: TestApp
let buckets: UserBuckets
let client: Awaited<ReturnType<TestApp['appflowFor']>>

beforeAll(async () => {
  app = await startTestApp({ timers: clock })
  client = signingBy(await app.appflowFor(), clock)
  buckets = await userBuckets(app)
  await buckets.make('src', 'dst')
})
afterAll(() => app.stop())

let name = ''
let count = 0
/** Each test has a flow of its own, and a full hour before it. */
beforeEach(async () => {
  name = `flow${count++}`
  clock.set(new Date(Math.ceil((clock.now().getTime() + 1) / 3_600_000) * 3_600_000).toISOString())
  await app.settled()
})

/** What others have begun would fall due in their time. */
afterEach(() => client.send(new StopFlowCommand({ flowName: name })))

/** Goes on to so many minutes after the full hour, and lets everything happen that is due on the way. */
async function minutes(...numbers: number[]) {
  for (const minute of numbers) {
    const hour = Math.floor(clock.now().getTime() / 3_600_000) * 3_600_000
    clock.set(new Date(hour + minute * 60_000).toISOString())
    await app.settled()
  }
}

const from = (prefix: string) => s3Flow({ source: { bucketPrefix: prefix } })
/** Every ten minutes from the full hour on. */
const tenMinutely = (more: object = {}) =>
  scheduled('rate(10minutes)', { scheduleStartTime: new Date(clock.now().getTime()), ...more })
const incremental = (more: object = {}) => tenMinutely({ dataPullMode: 'Incremental', ...more })

async function begin(given: ReturnType<typeof scheduled>, prefix = name) {
  await createFlow(client, name, { ...given, ...from(prefix) })
  await start()
}
async function start() {
  await client.send(new StartFlowCommand({ flowName: name }))
  await app.settled()
}
const update = (given: ReturnType<typeof scheduled>, prefix = name) => {
  const { tags: _, ...input } = { ...flowInput(name), ...given, ...from(prefix) }
  return client.send(new UpdateFlowCommand(input))
}
const put = (object: string, value = object) => buckets.put('src', `${name}/${object}.csv`, `a\n${value}\n`)
/** Oldest first: how each run ended, what it read, and the minutes of its window after the full hour. */
async function runs() {
  const records = (await recordsOf(client, name)).reverse()
  const hour = Math.floor(clock.now().getTime() / 3_600_000) * 60
  const minute = (time: Date | undefined) => (time ? time.getTime() / 60_000 - hour : undefined)
  return records.map(({ executionStatus, executionResult, dataPullStartTime, dataPullEndTime }) =>
    [executionStatus, executionResult?.recordsProcessed, minute(dataPullStartTime), minute(dataPullEndTime)].filter(
      (one) => one !== undefined,
    ),
  )
}
const statusOf = async () => {
  const { flowStatus, flowStatusMessage } = await client.send(new DescribeFlowCommand({ flowName: name }))
  return [flowStatus, flowStatusMessage]
}
/** As if somebody else's schedule told a due time. */
const tell = async (dueAt: Date) => {
  const flow = await findFlow(app.table, 'default', { handle: name })
  await app.functions.invoke('schedules-RecordDueFlow', {
    tenant: 'default',
    flowKey: name,
    flowId: flow?.id,
    dueAt: dueAt.toISOString(),
  })
  await app.settled()
}
/** Minutes that are 30 days. */
const days30 = 30 * 1440

test('each due time begins one run, which takes everything unless the pull is incremental', async () => {
  await put('x')
  await begin(tenMinutely({ dataPullMode: 'Complete' }))

  await minutes(10, 20)
  await put('y')
  await minutes(30)

  expect(await runs()).toEqual([
    ['Successful', 1],
    ['Successful', 1],
    ['Successful', 2],
  ])
})

test('an incremental run takes what came since the last successful one, the first what came in 30 days', async () => {
  await begin(incremental())
  await minutes(5)
  await put('x')

  await minutes(10, 15)
  await put('y')
  await minutes(20, 30)

  expect(await runs()).toEqual([
    ['Successful', 1, 10 - days30, 10],
    ['Successful', 1, 10, 20],
    ['Successful', 0, 20, 30],
  ])
})

test('a first window begins at firstExecutionFrom, and one that would end before it begins takes nothing', async () => {
  const from = new Date(clock.now().getTime() + 25 * 60_000)
  await begin(incremental({ firstExecutionFrom: from }))
  await minutes(5)
  await put('early')

  await minutes(10, 20, 26)
  await put('x')
  await minutes(30)

  expect(await runs()).toEqual([
    ['Successful', 0, 25, 10],
    ['Successful', 0, 25, 20],
    ['Successful', 1, 25, 30],
  ])
})

test('what a failed run left is caught up by the next one', async () => {
  await begin(incremental())
  await minutes(10, 15)
  await put('x', '"open')
  await put('y')
  await minutes(20, 25)
  await put('x')

  await minutes(30, 40)

  expect((await runs()).slice(1)).toEqual([
    ['Error', 0, 10, 20],
    ['Successful', 2, 10, 30],
    ['Successful', 0, 30, 40],
  ])
})

test('an offset moves the window of records back and leaves the due times where they are', async () => {
  await begin(incremental({ scheduleOffset: 120 }))
  await minutes(7)
  await put('x')
  await minutes(9)
  await put('y')

  await minutes(10, 20)

  expect(await runs()).toEqual([
    ['Successful', 1, 10 - days30, 8],
    ['Successful', 1, 8, 18],
  ])
  const [, first] = await recordsOf(client, name)
  expect(first?.startedAt?.getUTCMinutes()).toBe(10)
})

test('with a field of times, records lie in the window and not objects', async () => {
  const given = from(name)
  Object.assign(given.sourceFlowConfig ?? {}, { incrementalPullConfig: { datetimeTypeFieldName: 'at' } })
  await createFlow(client, name, { ...incremental(), ...given })
  await start()
  const time = (minute: number) => new Date(clock.now().getTime() + minute * 60_000).toISOString()
  await buckets.put('src', `${name}/x.csv`, `a,at\n1,${time(5)}\n2,${time(15)}\n3,\n`)

  await minutes(10, 20)

  expect((await buckets.contents('dst', `out/${name}/`)).map(([, body]) => body)).toEqual([
    '{"b":"1"}\n',
    '{"b":"2"}\n',
  ])
  expect((await runs()).map(([status, records]) => [status, records])).toEqual([
    ['Successful', 3],
    ['Successful', 3],
  ])
})

test('a due time that comes while a run is in progress is skipped, and what it would have taken is caught up', async () => {
  const pull = { source: 'anything' }
  await makeHeldFlow(app, name, { trigger: { kind: 'schedule', expression: 'rate(10 minutes)', pull } })
  await start()

  await minutes(10, 20)
  expect(await runs()).toEqual([['InProgress', 0, 10 - days30, 10]])

  await client.send(new CancelFlowExecutionsCommand({ flowName: name }))
  await app.settled()
  await minutes(30)

  expect(await runs()).toEqual([
    ['Canceled', 0, 10 - days30, 10],
    ['InProgress', 0, 30 - days30, 30],
  ])
})

test('a due time that is told twice, or after a later one, begins no further run', async () => {
  await begin(incremental())
  await minutes(10, 20)
  const { startedAt } = (await recordsOf(client, name))[0] ?? {}
  const due = (minute: number) => new Date((startedAt?.getTime() ?? 0) + (minute - 20) * 60_000)

  await tell(due(20))
  await tell(due(10))
  await tell(due(15))

  expect(await runs()).toHaveLength(2)
})

test('a due time that is told several times at the same moment begins one run', async () => {
  await begin(incremental())
  await minutes(5)
  const dueAt = new Date(clock.now().getTime() - 60_000)

  await Promise.all([1, 2, 3, 4].map(() => tell(dueAt)))

  expect(await runs()).toEqual([['Successful', 0, 4 - days30, 4]])
})

test('due times that are told at the same moment begin one run at a time', async () => {
  await makeHeldFlow(app, name, { trigger: { kind: 'schedule', expression: 'rate(1 hour)' } })
  await start()
  const now = clock.now().getTime()

  await Promise.all([1, 2, 3, 4].map((seconds) => tell(new Date(now - seconds * 1000))))

  expect(await runs()).toEqual([['InProgress', 0]])
})

test('no run begins after scheduleEndTime, and the flow stays active', async () => {
  await begin(tenMinutely({ scheduleEndTime: new Date(clock.now().getTime() + 25 * 60_000) }))

  await minutes(10, 20, 30, 40)
  await tell(clock.now())

  expect(await runs()).toHaveLength(2)
  expect(await statusOf()).toEqual(['Active', undefined])
})

test('a stopped flow begins no run, and started again goes on where the last successful run ended', async () => {
  await begin(incremental())
  await minutes(10)
  await client.send(new StopFlowCommand({ flowName: name }))
  await app.settled()
  await minutes(20)
  await tell(clock.now())
  await start()

  await minutes(30)

  expect(await runs()).toEqual([
    ['Successful', 0, 10 - days30, 10],
    ['Successful', 0, 10, 30],
  ])
})

test('so many errors in a row as the threshold allows suspend the flow, and StartFlow counts anew', async () => {
  await put('x', '"open')
  await begin(tenMinutely({ flowErrorDeactivationThreshold: 2 }))

  await minutes(10)
  expect(await statusOf()).toEqual(['Active', undefined])
  await minutes(20, 30)
  expect(await statusOf()).toEqual(['Suspended', 'The flow was deactivated after 2 runs in a row that failed.'])
  expect(await runs()).toHaveLength(2)

  await start()
  expect(await statusOf()).toEqual(['Active', undefined])
  await minutes(40)
  expect(await statusOf()).toEqual(['Active', undefined])
  await minutes(50)
  expect((await statusOf())[0]).toBe('Suspended')
  expect(await runs()).toHaveLength(4)
})

test('a success in between begins the count of errors anew', async () => {
  await begin(tenMinutely({ flowErrorDeactivationThreshold: 2 }))
  for (const [minute, value] of [
    ['10', '"open'],
    ['20', 'x'],
    ['30', '"open'],
  ] as const) {
    await put('x', value)
    await minutes(Number(minute))
  }
  expect((await runs()).map(([status]) => status)).toEqual(['Error', 'Successful', 'Error'])
  expect(await statusOf()).toEqual(['Active', undefined])

  await minutes(40)

  expect((await statusOf())[0]).toBe('Suspended')
})

test('a flow that is updated to another folder begins with a first run, the same folder goes on', async () => {
  await begin(incremental())
  await minutes(10)
  await update(incremental(), `/${name}/`)
  await app.settled()
  await minutes(20)
  await update(incremental(), `${name}-b`)
  await app.settled()
  await minutes(30, 40)

  expect(await runs()).toEqual([
    ['Successful', 0, 10 - days30, 10],
    ['Successful', 0, 10, 20],
    ['Successful', 0, 30 - days30, 30],
    ['Successful', 0, 30, 40],
  ])
})

test('a due time beyond the quota of runs in progress passes, and the next one begins a run', async () => {
  await begin(incremental())
  await setRunsInProgress(app.table, appflowRunQuota)
  await minutes(10)
  expect(await runs()).toEqual([])

  await setRunsInProgress(app.table, 0)
  await minutes(20)

  expect(await runs()).toEqual([['Successful', 0, 20 - days30, 20]])
})

test('a flow that is made anew inherits no window of the one that was deleted', async () => {
  await begin(incremental())
  await minutes(10)
  const before = await findFlow(app.table, 'default', { handle: name })
  await client.send(new DeleteFlowCommand({ flowName: name, forceDelete: true }))
  await app.settled()
  expect(await read(app.table, 'flow-schedule', 'default', before?.id ?? '')).toBeUndefined()

  await begin(incremental())
  await minutes(20)

  expect(await runs()).toEqual([['Successful', 0, 20 - days30, 20]])
})
