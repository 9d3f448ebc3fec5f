import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { isOver } from '../../lib/core/runs/run.ts'
import { StepError } from '../../lib/core/runs/step-error.ts'
import { CutOff, graph, openRunBench } from '../_harness/runs.ts'
import { countsOf, usageOf } from '../_harness/usage.ts'

const bench = await openRunBench()
afterAll(bench.stop)

const chain = graph(
  ['a', 'b', 'c'],
  [
    ['a', 'b'],
    ['b', 'c'],
  ],
  (id) => (id === 'c' ? 'other' : 'probe'),
)
const whole = { user: 3, flow: 3, components: { probe: 2, other: 1 } }

describe('usage counts each attempt once', () => {
  test('wherever in the life of a run whoever works on it is cut off', { timeout: 60_000 }, async () => {
    for (let writes = 0, isWhole = false; !isWhole; writes++) {
      const { run } = await bench.begin(chain)
      bench.cutAfter(writes)
      await bench.finish(bench.worker({}), run).catch((error: unknown) => {
        if (!(error instanceof CutOff)) throw error
      })
      isWhole = !bench.reconnect()
      await bench.finish(bench.worker({}), run)
      expect(await usageOf(bench.table, run)).toEqual(whole)
    }
  })

  test('also of a step that fails, with all its tries', async () => {
    const { run } = await bench.begin(chain)
    const worker = bench.worker({
      a: () => {
        throw new StepError('Busy.', { retry: true })
      },
    })
    const [message] = await bench.unsettled(run)
    for (const receipts of [1, 2, 3, 4, 5, 6]) if (message) await bench.work(worker, message, receipts)
    expect((await bench.summed(run)).status).toBe('failed')
    expect(await usageOf(bench.table, run)).toEqual({ user: 1, flow: 1, components: { probe: 1 } })
  })

  test('also of more components than one transaction holds', { timeout: 30_000 }, async () => {
    const ends = Array.from({ length: 95 }, (_, index) => `e${index}`)
    const wide = graph(
      ['start', ...ends],
      ends.map((end) => ['start', end] as const),
      (id) => id,
    )
    const { run } = await bench.begin(wide)
    const worker = bench.worker({})
    for (let left = await bench.unsettled(run); left.length > 0; left = await bench.unsettled(run))
      await Promise.all(left.map((message) => bench.work(worker, message)))
    // What has been counted of it then is noted, and is not counted again.
    bench.cutAfter(0)
    await expect(bench.summed(run)).rejects.toThrow(CutOff)
    bench.reconnect()
    expect(isOver(await bench.summed(run))).toBe(true)
    const components = Object.fromEntries(['start', ...ends].map((id) => [id, 1]))
    expect(await usageOf(bench.table, run)).toEqual({ user: 96, flow: 96, components })
  })
})

test('what meets others in an item is counted beside it', async () => {
  const { run } = await bench.begin(graph(['a'], []))
  const [message] = await bench.unsettled(run)
  if (message) await bench.work(bench.worker({}), message)
  let isMet = false
  bench.table.client.middlewareStack.add(
    (next, context) => (args) => {
      if (isMet || !String(context.commandName).startsWith('TransactWrite')) return next(args)
      isMet = true
      throw new TransactionCanceledException({
        message: 'Cancelled',
        $metadata: {},
        CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
      })
    },
    { step: 'initialize', name: 'others' },
  )
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  await bench.summed(run)
  vi.restoreAllMocks()
  bench.table.client.middlewareStack.remove('others')

  const counts = await countsOf(bench.table, run)
  expect(counts.map(({ shard, sums }) => [shard, sums.executions])).toEqual([
    [4, 1],
    [4, 1],
    [4, 1],
  ])
})

test('a flow that runs on demand counts as its caller’s, with the organisation, and any other as its starter’s', async () => {
  const { flow, run } = await bench.begin(graph(['a'], []), {
    flow: { triggerKind: 'webhook', startedBy: { id: 'ann', organisation: 'acme' } },
  })
  expect([flow.startedBy, run.startedBy]).toEqual([run.startedBy, { id: 'ann', organisation: 'acme' }])
  await bench.finish(bench.worker({}), run)
  expect(await countsOf(bench.table, run)).toContainEqual(
    expect.objectContaining({ grouping: 'user', key: 'ann', organisation: 'acme', day: '2026-01-01' }),
  )
})
