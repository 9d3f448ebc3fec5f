import { expect, test } from 'vitest'
import { FlowReports } from '../../functions/agent/_dialect/bodies/hosted-flows.ts'
import { jsonBytes } from '../../lib/core/json-bytes.ts'
import type { Figures } from '../../lib/node-red/in-hand.ts'
import type { KeptFlow } from '../../lib/node-red/next-state.ts'
import { Reports } from '../../lib/node-red/reports.ts'
import { emptyState, type KeptRun } from '../../lib/node-red/state.ts'
import { parseInput } from '../../lib/runtime/invocation/problems.ts'

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
    const { runs, acknowledged } = reports.next(state, {}, now, true)
    acknowledged()
    return runs.map(({ runId, state }) => `${runId} ${state}`)
  }

  expect(told(0)).toEqual(['r1 in-progress'])
  expect(told(10 * minute - 1)).toEqual([])
  expect(told(10 * minute)).toEqual(['r1 in-progress'])
  expect(told(20 * minute - 1)).toEqual([])
  // Nothing for which a check-in is made.
  expect(reports.hasNews(state, true)).toBe(false)
  Object.assign(state.runs.r1, { state: 'succeeded', isTold: false })
  expect(told(20 * minute)).toEqual(['r1 succeeded'])
  expect(told(60 * minute)).toEqual([])
})

test('a run that ended while its beginning was told of is told of again', () => {
  const reports = new Reports()
  const state = { ...emptyState(), runs: { r1: run() } }
  const { acknowledged } = reports.next(state, {}, 0, true)
  state.runs.r1.state = 'failed'
  acknowledged()
  expect(reports.next(state, {}, 1, true).runs).toMatchObject([{ runId: 'r1', state: 'failed' }])
})

test('what is to run is starting while Node-RED does not carry it', () => {
  const reports = new Reports()
  const wanted = { flowId: 'f', definitionVersion: 1, definitionSha256: '', state: 'running', startGeneration: 1 }
  const kept = (state: KeptFlow['state']) => ({ wanted, state, startGeneration: 1, since: '' }) as KeptFlow
  const state = { ...emptyState(), flows: { a: kept('running'), b: kept('paused') } }
  const said = (isCarrying: boolean) => {
    const { flows, acknowledged } = reports.next(state, {}, 0, isCarrying)
    acknowledged()
    return flows.map(({ flow, state: at }) => `${flow} ${at}`)
  }

  expect(said(true)).toEqual(['a running', 'b paused'])
  expect(reports.hasNews(state, false)).toBe(true)
  expect(said(false)).toEqual(['a starting'])
  expect(said(true)).toEqual(['a running'])
})

test('a flow that no report could hold hides no other, and what has no room follows', () => {
  const reports = new Reports()
  const state = emptyState()
  const counts = { in: 2e9, out: 1, errors: 0, inHand: 0 }
  const steps = Object.fromEntries(
    Array.from({ length: 2000 }, (_, index) => [`${'s'.repeat(index)} ${index}`, counts]),
  )
  const figures: Record<string, Figures> = {}
  for (let index = 0; index < 60; index++) {
    const wanted = {
      flowId: `${index}`,
      definitionVersion: 1,
      definitionSha256: '',
      state: 'running',
      startGeneration: 1,
    }
    state.flows[`flow-${index}`] = { wanted, state: 'running', startGeneration: 1, since: '' } as KeptFlow
    figures[`${index}`] = { inHand: 0, openAnswers: 0, currentTask: 's'.repeat(300), steps }
  }

  const told: string[] = []
  for (let turn = 0; told.length < 60 && turn < 60; turn++) {
    const { flows, acknowledged } = reports.next(state, figures, 0, true)
    expect(() => parseInput(FlowReports, flows)).not.toThrow()
    expect(jsonBytes(flows)).toBeLessThan(2_000_000)
    told.push(...flows.map(({ flow }) => flow))
    acknowledged()
  }
  expect(told).toEqual(Object.keys(state.flows))
})
