import { describe, expect, test } from 'vitest'
import type { Run } from '../../../lib/core/runs/run.ts'
import { isHung, judgeRun, noteSweep } from '../../../lib/core/runs/sweep-run.ts'
import { abandonRun } from '../../../lib/core/runs/sum-run.ts'
import { storedRun } from '../../_harness/runnable-flows.ts'

const run = (more: Partial<Run> = {}) =>
  storedRun({
    startedAt: '2026-01-01T10:00:00.000Z',
    updatedAt: '2026-01-01T10:00:00.000Z',
    deadlineAt: '2026-01-15T00:00:00.000Z',
    ...more,
  })

const runtime = { serverId: 's', agentId: 'g' }
const begun = { ...runtime, begunAt: '2026-01-01T10:01:00.000Z' }

describe('a run', () => {
  test.each<[string, Partial<Run>, string, string]>([
    ['in which something has just settled', {}, '2026-01-01T10:29:59.999Z', 'leave'],
    ['in which nothing has settled for half an hour', {}, '2026-01-01T10:30:00.000Z', 'look'],
    ['that was just looked at', { sweptAt: '2026-01-01T10:30:00.000Z' }, '2026-01-01T10:59:00.000Z', 'leave'],
    [
      'that was looked at half an hour ago',
      { sweptAt: '2026-01-01T10:30:00.000Z' },
      '2026-01-01T11:00:00.000Z',
      'look',
    ],
    ['past its deadline', {}, '2026-01-15T00:00:00.000Z', 'fail'],
    ['that fails since its deadline', { isFailing: true }, '2026-01-15T00:10:00.000Z', 'look'],
    ['that is being cancelled at its deadline', { status: 'cancelling' }, '2026-01-15T00:10:00.000Z', 'look'],
    ['an hour past its deadline', { isFailing: true }, '2026-01-15T01:00:00.000Z', 'end'],
    ['that its runtime may still take up', { hostedBy: runtime }, '2026-01-01T10:14:59.999Z', 'leave'],
    ['that no runtime has taken up', { hostedBy: runtime }, '2026-01-01T10:15:00.000Z', 'undelivered'],
    ['that its runtime has begun', { hostedBy: begun }, '2026-01-01T10:15:00.000Z', 'leave'],
    ['of which its runtime says nothing', { hostedBy: begun }, '2026-01-01T10:30:00.000Z', 'look'],
    [
      'that is being cancelled, of which its runtime has just said something',
      { hostedBy: begun, status: 'cancelling' },
      '2026-01-01T10:29:59.999Z',
      'leave',
    ],
    [
      'that is being cancelled, of which its runtime says nothing',
      { hostedBy: begun, status: 'cancelling' },
      '2026-01-01T10:30:00.000Z',
      'lost',
    ],
    ['that is over', { status: 'failed' }, '2026-02-01T00:00:00.000Z', 'leave'],
  ])('%s: %4$s', (_, more, now, verdict) => {
    expect(judgeRun(run(more), now)).toBe(verdict)
  })
})

const due = { isDue: true, isToWait: false }
const toWait = { isDue: false, isToWait: true }
const swept = (sweeps: number) => run({ sweeps, sweptAt: '2026-01-01T12:00:00.000Z' })

test.each([
  ['what was sent twice in vain', swept(2), due, false],
  ['what was sent three times in vain', swept(3), due, true],
  ['what was sent three times, some of it to wait', swept(3), { isDue: true, isToWait: true }, true],
  ['what only waits to be resumed, or for its time', swept(3), toWait, false],
  ['what has no message any more', swept(3), { isDue: false, isToWait: false }, true],
  ['what went on since it was sent', { ...swept(3), updatedAt: '2026-01-01T12:00:01.000Z' }, due, false],
])('%s: hangs %3$s', (_, one, unsettled, hangs) => {
  expect(isHung(one, unsettled)).toBe(hangs)
})

test('each sending counts, waiting does not, and progress begins the count anew', () => {
  const at = '2026-01-01T13:00:00.000Z'

  expect(noteSweep(run(), due, at).after).toMatchObject({ sweeps: 1, sweptAt: at })
  expect(noteSweep(swept(1), due, at).after).toMatchObject({ sweeps: 2, updatedAt: '2026-01-01T10:00:00.000Z' })
  expect(noteSweep(swept(2), toWait, at).after).toMatchObject({ sweeps: 2, sweptAt: at })
  expect(noteSweep({ ...swept(2), updatedAt: '2026-01-01T12:00:01.000Z' }, due, at).after.sweeps).toBe(1)
})

test('a run that is ended by force says why, unless something had ended it before', () => {
  const end = (one: Run) =>
    abandonRun(one, [], undefined, { message: 'It hangs.', at: '2026-01-02T00:00:00.000Z' }).after
  const late = { message: 'Too late.', at: '2026-01-01T23:00:00.000Z' }

  expect(end(run())).toMatchObject({
    status: 'failed',
    cause: { message: 'It hangs.' },
    endedAt: '2026-01-02T00:00:00.000Z',
  })
  expect(end(run({ isFailing: true, cause: late }))).toMatchObject({ status: 'failed', cause: late })
  expect(end(run({ status: 'cancelling' }))).toMatchObject({ status: 'cancelled' })
})
