import { describe, expect, test } from 'vitest'
import { beginRun, transferMessages } from '../../../lib/core/runs/begin-run.ts'
import { cancelRun, failRun } from '../../../lib/core/runs/cancel-run.ts'
import type { FlowSchedule } from '../../../lib/core/runs/flow-schedule.ts'
import type { Slice, SumName } from '../../../lib/core/runs/message.ts'
import type { Run } from '../../../lib/core/runs/run.ts'
import { sumRun } from '../../../lib/core/runs/sum-run.ts'
import { storedFlow } from '../../_harness/flow-items.ts'

const startedAt = '2026-11-24T16:00:00.000Z'
const at = '2026-11-24T16:00:09.000Z'
const activatedAt = '2026-11-01T00:00:00.000Z'
const flow = storedFlow({
  status: 'active',
  triggerKind: 'schedule',
  trigger: { kind: 'schedule', expression: 'rate(1 hour)' },
  activatedAt,
})
const trigger = { kind: 'schedule', at: startedAt, by: 'someone', dueAt: startedAt } as const
const run = (more: Partial<Run> = {}): Run => ({
  ...beginRun(flow, { id: 'run-1', trigger, first: transferMessages }).after,
  ...more,
})
const slice = (sums: Partial<Record<SumName, number>>, more: Partial<Slice> = {}): Slice => ({
  tenant: 'default',
  runId: 'run-1',
  flowId: flow.id,
  flowKey: flow.key,
  slice: 0,
  sums: sums as Slice['sums'],
  expiresAt: 0,
  ...more,
})
const noted = (more: Partial<FlowSchedule> = {}): FlowSchedule => ({
  tenant: 'default',
  flowId: flow.id,
  version: 2,
  runInProgress: 'run-1',
  lastDueAt: startedAt,
  errorCount: 0,
  ...more,
})
/** What the end of a run writes beside its flow. */
const notedBy = (one: Run, sums: Partial<Record<SumName, number>>, schedule = noted()) =>
  sumRun(one, [slice(sums)], schedule, at)
    .change.filter(({ entity }) => entity === 'flow-schedule')
    .map((write) => ('set' in write ? write.set : undefined))

const done = { succeeded: 1 }
const failed = { errors: 1 }

describe('a run', () => {
  test('counts every message it began with', () => {
    const three = run({ begunWith: 3 })
    expect(sumRun(three, [slice({ succeeded: 2 })], undefined, at).after).toMatchObject({
      status: 'in-progress',
      counters: { started: 3, succeeded: 2 },
    })
    expect(sumRun(three, [slice({ succeeded: 3 })], undefined, at).after.status).toBe('succeeded')
  })

  test('is over when as many messages have settled as were started, and not before', () => {
    expect(
      sumRun(run(), [slice({ succeeded: 1, started: 2 }), slice({ succeeded: 1 })], undefined, at).after,
    ).toMatchObject({
      status: 'in-progress',
      counters: { started: 3, succeeded: 2, errors: 0, cancelled: 0 },
    })
    expect(sumRun(run(), [slice({ succeeded: 2, started: 1 })], undefined, at).after).toMatchObject({
      status: 'succeeded',
      endedAt: at,
      updatedAt: at,
    })
  })

  test('that is as it was summed last is not written', () => {
    const [sums] = [slice({ succeeded: 1, started: 2 })]
    const { after } = sumRun(run(), [sums], undefined, at)
    expect(sumRun(after, [sums], undefined, at).change).toEqual([])
  })

  test('gives back its place in the quota once, when it ends', () => {
    const { after, change } = sumRun(run(), [slice(done)], undefined, at)
    expect(change).toContainEqual({ kind: 'count', entity: 'tally', tenant: 'default', name: 'appflow-run', by: -1 })
    expect(sumRun(after, [slice(done)], undefined, at).change).toEqual([])
  })

  test('adds up the figures of its slices, also of steps that failed', () => {
    const { after } = sumRun(
      run(),
      [
        slice({ started: 1, succeeded: 1, 'figure.recordsProcessed': 5 }),
        slice({ errors: 1, 'figure.recordsProcessed': 2 }),
      ],
      undefined,
      at,
    )
    expect(after).toMatchObject({ status: 'failed', figures: { recordsProcessed: 7 } })
  })

  test('has failed for the error recorded first, or for what ended it as a whole', () => {
    const cause = (message: string, when: string) => ({ message, at: when, stepId: 'transfer', messageId: message })
    const slices = [
      slice({ errors: 1, started: 1 }, { cause: cause('second', '2026-11-24T16:00:05.000Z') }),
      slice({ errors: 1 }, { cause: cause('first', '2026-11-24T16:00:04.000Z') }),
    ]
    expect(sumRun(run(), slices, undefined, at).after.cause?.message).toBe('first')
    const late = failRun(run(), 'It took too long.', at).after
    expect(sumRun(late, slices, undefined, at).after.cause?.message).toBe('It took too long.')
  })

  test('that was cancelled ends so, whatever its last step came to', () => {
    const cancelling = cancelRun(run(), { at, name: 'ann' }).after
    for (const sums of [done, failed, { cancelled: 1 }])
      expect(sumRun(cancelling, [slice(sums)], undefined, at).after.status).toBe('cancelled')
  })
})

describe('what the next run of a schedule finds', () => {
  const window = { startAt: '2026-11-24T15:00:00.000Z', endAt: startedAt }
  const incremental = run({ window, windowSource: 'src/in/' })

  test('is, after a success, where the window ended, and no errors', () => {
    expect(notedBy(incremental, done, noted({ errorCount: 2 }))).toEqual([
      { runInProgress: undefined, errorCount: 0, windowEndAt: startedAt, windowSource: 'src/in/' },
    ])
  })

  test('never lies before what has been taken, when a window ends before it starts', () => {
    const empty = { ...incremental, window: { startAt: startedAt, endAt: window.startAt } }
    expect(notedBy(empty, done)).toMatchObject([{ windowEndAt: startedAt }])
  })

  test('is, after a failure, one error more and the window as it was', () => {
    expect(notedBy(incremental, failed, noted({ errorCount: 2, activatedAt }))).toEqual([
      { runInProgress: undefined, errorCount: 3, activatedAt },
    ])
  })

  test('is one error where those before were of another activation', () => {
    expect(notedBy(run(), failed, noted({ errorCount: 2, activatedAt: 'before' }))).toEqual([
      { runInProgress: undefined, errorCount: 1, activatedAt },
    ])
  })

  test('is, after a cancel, all as it was', () => {
    expect(notedBy(cancelRun(incremental, { at, name: 'ann' }).after, { cancelled: 1 })).toEqual([
      { runInProgress: undefined },
    ])
  })

  test('is not touched by a run that is not the one in progress', () => {
    expect(notedBy(incremental, done, noted({ runInProgress: 'run-2' }))).toEqual([])
  })
})
