import { storedFlow } from '../_harness/flow-items.ts'
import { afterAll, afterEach, expect, test } from 'vitest'
import { createMessage, firstMessageId, type Message } from '../../lib/core/runs/message.ts'
import type { Run } from '../../lib/core/runs/run.ts'
import type { StepEntry } from '../../lib/runtime/capabilities/step-queues.ts'
import type { Services } from '../../lib/runtime/invocation/context.ts'
import { sweepRuns, type SweepBudget } from '../../lib/runtime/runs/sweep-runs.ts'
import { commit } from '../../lib/store/commit.ts'
import { read } from '../../lib/store/read.ts'
import { startTestApp } from '../_harness/app.ts'
import { testClock } from '../_harness/clock.ts'
import { runnableFlow } from '../_harness/flow-items.ts'
import { delay, storedRun } from '../_harness/runnable-flows.ts'
import { openTestTable } from '../_harness/table.ts'

const table = await openTestTable()
afterAll(() => table.stop())

const start = '2026-01-01T00:00:00.000Z'
let now = start
const minutes = (more: number) => (now = new Date(Date.parse(now) + more * 60_000).toISOString())
let sent: string[] = []
const send = (entries: StepEntry[]) => {
  sent.push(...entries.map(({ body }) => (JSON.parse(body) as { messageId: string }).messageId))
  return Promise.resolve()
}
const services = { table, now: () => new Date(now) } as unknown as Services
const sweep = async (budget?: SweepBudget) => {
  sent = []
  return sweepRuns(services, send, budget)
}

const made: Run[] = []
let count = 0
async function make(messages: Partial<Message>[], more: Partial<Run> = {}): Promise<Run> {
  const number = String(count++).padStart(12, '0')
  const run = storedRun({
    id: `019b76da-a800-7000-8000-${number}`,
    begunWith: messages.length,
    startedAt: now,
    updatedAt: now,
    deadlineAt: new Date(Date.parse(now) + 86_400_000).toISOString(),
    counters: { started: messages.length, succeeded: 0, errors: 0, cancelled: 0 },
    ...more,
  })
  made.push(run)
  await commit(table, [
    { kind: 'put', entity: 'run', item: run },
    { kind: 'put', entity: 'run-tenant', item: { tenant: run.tenant } },
    ...messages.map((message, index) => {
      const id = firstMessageId(run.id, index)
      const created = createMessage(run, { id, stepId: 'one', queue: 'steps', sizeBytes: 0, at: now })
      return { kind: 'put', entity: 'message', item: { ...created.item, ...message } } as const
    }),
  ])
  return run
}
const present = async ({ tenant, flowId, id }: Run) => read(table, 'run', tenant, flowId, id)

/** Each test sweeps its own runs only. */
afterEach(async () => {
  for (const run of made.splice(0))
    await commit(table, [{ kind: 'delete', entity: 'run', before: (await present(run)) ?? run }])
  await commit(table, [{ kind: 'put', entity: 'run-sweep', item: { tenant: 'default' } }])
})

test('what hangs is sent three times, half an hour apart, and then failed', async () => {
  const run = await make([{}])
  const [id] = [firstMessageId(run.id, 0)]
  minutes(29)
  expect(await sweep()).toMatchObject({ sent: 0, isWhole: true })
  minutes(1)
  for (let times = 1; times <= 3; times++) {
    expect(await sweep()).toMatchObject({ sent: 1, messages: 1 })
    expect(sent).toEqual([id])
    expect(await present(run)).toMatchObject({ status: 'in-progress', sweeps: times })
    minutes(5)
    expect(await sweep()).toMatchObject({ sent: 0, ended: 0 })
    minutes(25)
  }

  expect(await sweep()).toMatchObject({ ended: 1 })
  expect(await present(run)).toMatchObject({
    status: 'failed',
    cause: { message: expect.stringContaining('3 times') },
    endedAt: now,
  })
})

test('what goes on in between is counted anew', async () => {
  const run = await make([{}, {}])
  for (let times = 0; times < 3; times++) {
    minutes(30)
    await sweep()
  }
  const before = (await present(run)) as Run
  minutes(1)
  await commit(table, [{ kind: 'update', entity: 'run', before, set: { updatedAt: now } }])
  minutes(30)

  expect(await sweep()).toMatchObject({ sent: 1, ended: 0 })
  expect(await present(run)).toMatchObject({ sweeps: 1 })
})

test('what is parked, or waits for its time, is not sent and ends no run', async () => {
  const flow = storedFlow({ status: 'paused' })
  await commit(table, [{ kind: 'put', entity: 'flow', item: flow }])
  const later = new Date(Date.parse(now) + 20 * 3_600_000).toISOString()
  const run = await make([{ status: 'parked' }, { notBefore: later }])
  for (let times = 0; times < 6; times++) {
    minutes(30)
    expect(await sweep()).toMatchObject({ waiting: 1, sent: 0, ended: 0 })
    expect(sent).toEqual([])
  }
  expect(await present(run)).toMatchObject({ status: 'in-progress', sweeps: 0 })

  minutes(18 * 60)
  expect(await sweep()).toMatchObject({ sent: 1 })
  expect(sent).toEqual([firstMessageId(run.id, 1)])

  await commit(table, [{ kind: 'put', entity: 'flow', item: { ...flow, status: 'active' } }])
  minutes(30)
  await sweep()
  expect(sent.sort()).toEqual([0, 1].map((index) => firstMessageId(run.id, index)).sort())
})

test('of a run that is being cancelled everything is sent that has not settled', async () => {
  const later = new Date(Date.parse(now) + 3_600_000).toISOString()
  const run = await make([{ status: 'parked' }, { notBefore: later }, { status: 'succeeded' }], {
    status: 'cancelling',
  })
  minutes(30)

  await sweep()

  expect(sent.sort()).toEqual([0, 1].map((index) => firstMessageId(run.id, index)).sort())
})

test('a run past its deadline fails, and is ended an hour later', async () => {
  const run = await make([{ status: 'parked' }])
  minutes(24 * 60)
  expect(await sweep()).toMatchObject({ failed: 1 })
  expect(await present(run)).toMatchObject({ status: 'in-progress', isFailing: true })
  minutes(60)

  expect(await sweep()).toMatchObject({ ended: 1 })

  expect(await present(run)).toMatchObject({ status: 'failed', cause: { message: 'The run took longer than it may.' } })
})

test('a run that is over and was not told so is summed and ended', async () => {
  const run = await make([{ status: 'succeeded' }])
  const { tenant, id: runId, flowId, flowKey } = run
  const slice = { tenant, runId, flowId, flowKey, slice: 0, expiresAt: 4e9 }
  await commit(table, [{ kind: 'add', entity: 'slice', item: slice, sums: { succeeded: 1 } }])
  minutes(30)

  expect(await sweep()).toMatchObject({ summed: 1, sent: 0 })

  expect(await present(run)).toMatchObject({ status: 'succeeded' })
})

test('what is beyond the budget of a sweep is left to the next one', async () => {
  const runs = [await make([{}]), await make([{}], { tenant: 'acme' }), await make([{}, {}])]
  minutes(30)
  const budget = { runs: 100, acts: 1, messages: 100 }

  const seen: string[] = []
  for (let times = 0; times < 4; times++) {
    const { isWhole } = await sweep(budget)
    seen.push(...sent)
    expect(isWhole).toBe(times === 3)
  }

  const expected = runs.flatMap(({ id, begunWith }) =>
    Array.from({ length: begunWith }, (_, at) => firstMessageId(id, at)),
  )
  expect(seen.sort()).toEqual(expected.sort())
})

test('the task may do all that a sweep does', async () => {
  const clock = testClock()
  const app = await startTestApp({ timers: clock })
  try {
    const flow = await app.makeFlow(runnableFlow('Waits', [delay(3600)]))
    const { id } = (await app.functions.invoke('control-StartRun', { flow: flow.handle })) as { id: string }
    await app.settled()
    clock.advance(30 * 60)
    expect(await app.functions.invoke('schedules-SweepRuns', {})).toMatchObject({ waiting: 1 })
    clock.advance(40 * 60)
    await app.settled()
    expect(await app.functions.invoke('control-GetRun', { runId: id })).toMatchObject({ status: 'succeeded' })
  } finally {
    await app.stop()
  }
})

test('the task may fail and end runs', async () => {
  const app = await startTestApp()
  try {
    const runs: Run[] = []
    for (const hoursOver of [0, 2]) {
      const flow = await app.makeFlow(runnableFlow('Waits', [delay(3600)]))
      const { id } = (await app.functions.invoke('control-StartRun', { flow: flow.handle })) as Run
      await app.settled()
      await app.engine.call('DynamoDB_20120810.UpdateItem', {
        TableName: 'sluice',
        Key: { pk: { S: `default|run|${flow.id}` }, sk: { S: `run|${id}` } },
        UpdateExpression: 'SET deadlineAt = :at',
        ExpressionAttributeValues: { ':at': { S: new Date(Date.now() - hoursOver * 3_600_000).toISOString() } },
      })
      runs.push({ id } as Run)
    }

    expect(await app.functions.invoke('schedules-SweepRuns', {})).toMatchObject({ failed: 1, ended: 1 })

    await app.settled()
    for (const [index, { id: runId }] of runs.entries()) {
      expect(await app.functions.invoke('control-GetRun', { runId })).toMatchObject({
        status: 'failed',
        counters: { cancelled: index === 0 ? 1 : 0 },
        cause: { message: 'The run took longer than it may.' },
      })
    }
  } finally {
    await app.stop()
  }
})
