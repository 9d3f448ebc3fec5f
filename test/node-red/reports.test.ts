import { expect, test } from 'vitest'
import { Reports } from '../../lib/node-red/reports.ts'
import { emptyState, type KeptRun } from '../../lib/node-red/state.ts'

const minute = 60_000
const run = (more: Partial<KeptRun> = {}): KeptRun => ({
  flow: 'orders',
  flowId: 'id-orders',
  state: 'in-progress',
  validUntil: '2026-01-01T00:01:00.000Z',
  steps: {},
  ...more,
})

test('a run under way is told of again every ten minutes, and its end once', () => {
  const reports = new Reports()
  const state = { ...emptyState(), runs: { r1: run(), r2: run({ state: 'waiting' }) } }
  const told = (now: number) => {
    const { runs, acknowledged } = reports.next(state, {}, now)
    acknowledged()
    return runs.map(({ runId, state }) => `${runId} ${state}`)
  }

  expect(told(0)).toEqual(['r1 in-progress'])
  expect(told(10 * minute - 1)).toEqual([])
  expect(told(10 * minute)).toEqual(['r1 in-progress'])
  expect(told(20 * minute - 1)).toEqual([])
  // Nothing for which a check-in is made.
  expect(reports.hasNews(state)).toBe(false)
  Object.assign(state.runs.r1, { state: 'succeeded', isTold: false })
  expect(told(20 * minute)).toEqual(['r1 succeeded'])
  expect(told(60 * minute)).toEqual([])
})

test('a run that ended while its beginning was told of is told of again', () => {
  const reports = new Reports()
  const state = { ...emptyState(), runs: { r1: run() } }
  const { acknowledged } = reports.next(state, {}, 0)
  state.runs.r1.state = 'failed'
  acknowledged()
  expect(reports.next(state, {}, 1).runs).toMatchObject([{ runId: 'r1', state: 'failed' }])
})
