import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { cancelRun, failRun } from '../../lib/core/runs/cancel-run.ts'
import type { Message } from '../../lib/core/runs/message.ts'
import type { Run } from '../../lib/core/runs/run.ts'
import { StepError } from '../../lib/core/runs/step-error.ts'
import type { Component, StepResult } from '../../lib/runtime/declarations/component.ts'
import { wakeWorkers } from '../../lib/runtime/runs/follow-run.ts'
import { commit } from '../../lib/store/commit.ts'
import { read } from '../../lib/store/read.ts'
import { takePlace } from '../../lib/store/step-places.ts'
import { CutOff, graph, openRunBench } from '../_harness/runs.ts'

const bench = await openRunBench()
afterAll(bench.stop)
afterEach(() => void bench.reconnect())

const now = () => bench.clock.now().toISOString()
const line = graph(['a', 'b'], [['a', 'b']])
const counters = ({ counters: { started, succeeded, errors, cancelled } }: Run) => [
  started,
  succeeded,
  errors,
  cancelled,
]
const only = async (run: Run): Promise<Message> => {
  const [message, ...others] = await bench.unsettled(run)
  expect(others).toEqual([])
  return message as Message
}
const readRun = async ({ tenant, flowId, id }: Run) => (await read(bench.table, 'run', tenant, flowId, id)) as Run

describe('what a component does', () => {
  test(
    'answers thousands of messages, and each begins the next step once, although the worker dies again and again',
    { timeout: 120_000 },
    async () => {
      const { run } = await bench.begin(line)
      const worker = bench.worker({ a: () => ({ messages: Array.from({ length: 3000 }, (_, n) => n) }) })
      const first = await only(run)
      for (let done = false; !done;) {
        bench.cutAfter(12)
        try {
          await bench.work(worker, first)
          done = true
        } catch (error) {
          if (!(error instanceof CutOff)) throw error
        }
        bench.reconnect()
      }
      const summed = await bench.summed(run)
      expect(counters(summed)).toEqual([3001, 1, 0, 0])
      expect(summed.steps).toEqual({ a: { in: 1, out: 3000, errors: 0 } })
      expect(await bench.unsettled(run)).toHaveLength(3000)
    },
  )

  test(
    'answers something else when it is tried again: what exists stays, what is counted is what exists',
    { timeout: 60_000 },
    async () => {
      const { run } = await bench.begin(line)
      const answers = [300, 20]
      const worker = bench.worker({
        a: () => ({ messages: Array.from({ length: answers.shift() ?? 0 }, () => answers.length) }),
      })
      bench.cutAfter(2)
      await expect(bench.work(worker, await only(run).then((one) => one))).rejects.toThrow(CutOff)
      bench.reconnect()
      const [again] = (await bench.unsettled(run)).filter(({ stepId }) => stepId === 'a')
      await bench.work(worker, again as Message, 2)
      const left = await bench.unsettled(run)
      const summed = await bench.summed(run)
      expect(counters(summed)).toEqual([1 + left.length, 1, 0, 0])
      expect((await bench.finish(bench.worker({}), run)).status).toBe('succeeded')
    },
  )

  test('answers nothing, and the run is over', async () => {
    const { run } = await bench.begin(line)
    const ended = await bench.finish(bench.worker({ a: () => ({}) }), run)
    expect([ended.status, ...counters(ended)]).toEqual(['succeeded', 1, 1, 0, 0])
  })

  test('answers 100 MB, and the step fails and says so', { timeout: 60_000 }, async () => {
    const { run } = await bench.begin(line)
    const large = 'x'.repeat(1024 * 1024)
    const ended = await bench.finish(
      bench.worker({ a: () => ({ messages: Array.from({ length: 101 }, () => large) }) }),
      run,
    )
    expect(ended.status).toBe('failed')
    expect(ended.cause?.message).toContain('at most 100 MB together')
  })

  test('never answers, and is tried again when its time is over, until it has failed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort())
    try {
      const { run } = await bench.begin(line)
      const worker = bench.worker({ a: () => new Promise(() => undefined) })
      expect(await bench.work(worker, await only(run), 1)).toEqual({ againAfterSeconds: expect.any(Number) as number })
      expect(await bench.work(worker, await only(run), 6)).toBe('done')
      const summed = await bench.summed(run)
      expect([summed.status, summed.cause?.message]).toEqual(['failed', 'The step took longer than 60 seconds.'])
    } finally {
      timeout.mockRestore()
      vi.useRealTimers()
    }
  })

  test('throws what is no word of its own: the run says nothing of it, and it is tried again', async () => {
    const { run } = await bench.begin(line)
    const worker = bench.worker({
      a: () => {
        throw new Error('the secret is tangerine')
      },
    })
    expect(await bench.work(worker, await only(run), 1)).not.toBe('done')
    await bench.work(worker, await only(run), 6)
    const summed = await bench.summed(run)
    expect(JSON.stringify(summed)).not.toContain('tangerine')
    expect(summed.status).toBe('failed')
  })
})

describe('tries', () => {
  const failing = (retry?: true | { afterSeconds: number }) =>
    bench.worker({
      a: () => {
        throw new StepError('It is busy.', { retry })
      },
    })

  test.each([
    [1, 1, 1],
    [2, 1, 3],
    [3, 3, 5],
    [4, 6, 10],
    [5, 12, 20],
  ])('failure %i is tried again after %i to %i s', async (count, least, most) => {
    const { run } = await bench.begin(line)
    const outcome = await bench.work(failing(true), await only(run), count)
    const { againAfterSeconds } = outcome as { againAfterSeconds: number }
    expect(againAfterSeconds).toBeGreaterThanOrEqual(least)
    expect(againAfterSeconds).toBeLessThanOrEqual(most)
  })

  test('what a component asks to wait is waited, up to a minute', async () => {
    const { run } = await bench.begin(line)
    const message = await only(run)
    expect(await bench.work(failing({ afterSeconds: 7 }), message)).toEqual({ againAfterSeconds: 7 })
    expect(await bench.work(failing({ afterSeconds: 3600 }), message)).toEqual({ againAfterSeconds: 60 })
  })

  test('the sixth failure is the last, and a failure that will not pass the first', async () => {
    for (const [retry, count] of [
      [true, 6],
      [undefined, 1],
    ] as const) {
      const { run } = await bench.begin(line)
      expect(await bench.work(failing(retry), await only(run), count)).toBe('done')
      expect((await bench.summed(run)).cause?.message).toBe('It is busy.')
    }
  })

  test('a message received a seventh time, whose workers died, fails without being tried', async () => {
    const { run } = await bench.begin(line)
    const tried = vi.fn(() => ({}))
    expect(await bench.work(bench.worker({ a: tried }), await only(run), 7)).toBe('done')
    expect(tried).not.toHaveBeenCalled()
    expect((await bench.summed(run)).cause?.message).toBe('It was tried 6 times and did not come to an end.')
  })
})

describe('a run that is told to end', () => {
  const forked = graph(
    ['a', 'b', 'c'],
    [
      ['a', 'b'],
      ['a', 'c'],
    ],
  )

  test('is cancelled: what is under way is let finish, what waits is not begun, and what is done stays counted', async () => {
    const { run } = await bench.begin(forked)
    const begun = vi.fn(() => ({}))
    const worker = bench.worker({
      a: async () => {
        await commit(bench.table, cancelRun(await readRun(run), { at: now(), name: 'ann' }).change)
        return { messages: [1] }
      },
      b: begun,
      c: begun,
    })
    const ended = await bench.finish(worker, run)
    expect([ended.status, ...counters(ended)]).toEqual(['cancelled', 3, 1, 0, 2])
    expect(begun).not.toHaveBeenCalled()
  })

  test('ends as cancelled also when its last step has succeeded meanwhile', async () => {
    const { run } = await bench.begin(graph(['a'], []))
    await bench.work(bench.worker({}), await only(run))
    await commit(bench.table, cancelRun(await readRun(run), { at: now(), name: 'ann' }).change)
    expect((await bench.summed(run)).status).toBe('cancelled')
  })

  test('fails at the first error of a component that ends its run, whose figures count', async () => {
    const { run } = await bench.begin(graph(['a', 'b', 'c'], []))
    const worker = bench.worker(
      {
        a: () => {
          throw new StepError('A bad record.', { figures: { recordsProcessed: 7 } })
        },
      },
      { endsRunOnError: true } satisfies Partial<Component>,
    )
    const messages = await bench.unsettled(run)
    const a = messages.find(({ stepId }) => stepId === 'a') as Message
    await bench.work(worker, a)
    const ended = await bench.finish(worker, run)
    expect([ended.status, ...counters(ended)]).toEqual(['failed', 3, 0, 1, 2])
    expect([ended.cause?.message, ended.figures]).toEqual(['A bad record.', { recordsProcessed: 7 }])
  })

  test('fails when it takes longer than it may', async () => {
    const { run } = await bench.begin(line)
    const start = now()
    bench.clock.set('2026-02-01T00:00:00.000Z')
    const ended = await bench.finish(bench.worker({}), run)
    bench.clock.set(start)
    expect([ended.status, ended.cause?.message]).toEqual(['failed', 'The run took longer than it may.'])
    expect(counters(ended)).toEqual([1, 0, 0, 1])
  })

  test('ends once: what settles after it has ended changes it no more', async () => {
    const { run } = await bench.begin(graph(['a', 'b'], []))
    const worker = bench.worker({})
    await commit(bench.table, failRun(await readRun(run), 'By force.', now()).change)
    const ended = await bench.finish(worker, run)
    expect(
      await bench.work(worker, {
        ...(await only(run).catch(() => undefined)),
        ...run,
        id: 'f'.repeat(32),
        runId: run.id,
      } as never),
    ).toBe('done')
    expect(await bench.summed(run)).toEqual(ended)
  })
})

describe('a flow', () => {
  test('that is paused keeps what waits, in no queue, and goes on with it when it is resumed', async () => {
    const { run, flow } = await bench.begin(line)
    const tried = vi.fn(() => ({}))
    const worker = bench.worker({ a: tried })
    const paused = { ...flow, status: 'paused' as const }
    await commit(bench.table, [{ kind: 'update', entity: 'flow', before: flow, set: { status: 'paused' } }])
    expect(await bench.work(worker, await only(run))).toBe('done')
    expect([(await only(run)).status, tried.mock.calls.length]).toEqual(['parked', 0])
    const resumed = { ...paused, version: flow.version + 1 }
    await commit(bench.table, [{ kind: 'update', entity: 'flow', before: resumed, set: { status: 'active' } }])
    expect((await bench.finish(worker, run)).status).toBe('succeeded')
    expect(tried).toHaveBeenCalledTimes(1)
  })

  test('that is deleted, or made anew under its key, has its messages cancelled', async () => {
    for (const change of ['delete', 'remake'] as const) {
      const { run, flow } = await bench.begin(line)
      await commit(bench.table, [{ kind: 'delete', entity: 'flow', before: flow }])
      if (change === 'remake')
        await commit(bench.table, [{ kind: 'put', entity: 'flow', item: { ...flow, id: 'e'.repeat(24) } }])
      const ended = await bench.finish(bench.worker({}), run)
      expect(counters(ended)).toEqual([1, 0, 0, 1])
    }
  })
})

test('a step that is to wait is handed its message only then', async () => {
  const { run } = await bench.begin(line)
  const until = new Date(bench.clock.now().getTime() + 3_600_000).toISOString()
  const results: StepResult[] = [{ waitUntil: until }, {}]
  const tried = vi.fn((): StepResult => results.shift() ?? {})
  const worker = bench.worker({ a: tried })
  await bench.work(worker, await only(run))
  expect((await only(run)).notBefore).toBe(until)
  const early = await only(run)
  await bench.work(worker, early)
  expect([(await only(run)).version, tried.mock.calls.length]).toEqual([early.version + 1, 1])
  bench.clock.set(until)
  expect((await bench.finish(worker, run)).status).toBe('succeeded')
  expect(tried).toHaveBeenCalledTimes(2)
})

test('a step whose component has its worker elsewhere is sent on', async () => {
  const definition = { ...line, steps: [{ id: 'a', component: 's3-transfer', settings: {} }] }
  const { run } = await bench.begin(definition)
  await bench.work(bench.worker({}), await only(run))
  expect((await only(run)).queue).toBe('long-steps')
})

test('a step that passes one message on costs one read and one transaction', async () => {
  const { run } = await bench.begin(line)
  const worker = bench.worker({})
  const first = await only(run)
  await bench.work(worker, first)
  const [second] = await bench.unsettled(run)
  bench.table.requests.length = 0
  await bench.work(worker, second as Message)
  expect(bench.table.requests).toEqual(['BatchGetItemCommand', 'TransactWriteItemsCommand'])
})

describe('a step with so many instances', () => {
  const narrow = { ...graph(['a', 'b'], [['a', 'b']]) }
  const definition = {
    ...narrow,
    steps: narrow.steps.map((step) => (step.id === 'b' ? { ...step, instances: 2 } : step)),
  }
  const split = { a: () => ({ messages: Array.from({ length: 7 }, (_, n) => n) }) }

  test('works on no more messages at once, and on all in the end', async () => {
    const { run } = await bench.begin(definition)
    let atOnce = 0
    let most = 0
    const worker = bench.worker({
      ...split,
      b: async () => {
        most = Math.max(most, ++atOnce)
        await new Promise((resolve) => setImmediate(resolve))
        atOnce--
        return {}
      },
    })
    await bench.work(worker, await only(run))
    for (let turn = 0; turn < 20 && (await bench.unsettled(run)).length > 0; turn++) {
      await Promise.all((await bench.unsettled(run)).map((message) => bench.work(worker, message)))
      bench.clock.advance(600)
    }
    expect(counters(await bench.summed(run))).toEqual([8, 8, 0, 0])
    expect(most).toBeLessThanOrEqual(2)
  })

  test('has the places of dead workers again when their time is over', async () => {
    const { run, flow } = await bench.begin(definition)
    const worker = bench.worker(split)
    await bench.work(worker, await only(run))
    const step = { tenant: 'default', flowId: flow.id, stepId: 'b', limit: 2 }
    const nowSeconds = Math.floor(bench.clock.now().getTime() / 1000)
    for (const dead of ['x', 'y'])
      expect(await takePlace(bench.table, step, dead, { nowSeconds, untilSeconds: nowSeconds + 120 })).toBeDefined()
    const [message] = await bench.unsettled(run)
    await bench.work(worker, message as Message)
    expect((await read(bench.table, 'message', 'default', run.id, message?.id ?? ''))?.status).toBe('waiting')
    bench.clock.advance(121)
    await bench.work(worker, message as Message)
    expect((await read(bench.table, 'message', 'default', run.id, message?.id ?? ''))?.status).toBe('succeeded')
  })
})

test('workers are woken for a run of any size a part at a time, each message once', { timeout: 60_000 }, async () => {
  const { run } = await bench.begin(line)
  const worker = bench.worker({ a: () => ({ messages: Array.from({ length: 2400 }, (_, n) => n) }) })
  await bench.work(worker, await only(run))
  const sent: string[] = []
  let parts = 0
  for (let from: Run['waking'] = { what: 'unsettled', slice: 0 }; from !== undefined; parts++) {
    await wakeWorkers(
      bench.services,
      async (entries) =>
        void sent.push(...entries.map(({ body }) => (JSON.parse(body) as { messageId: string }).messageId)),
      run,
      from,
    )
    from = (await readRun(run)).waking
  }
  expect(parts).toBe(2)
  expect(sent).toHaveLength(2400)
  expect(new Set(sent).size).toBe(2400)
})
