import { expect, test } from 'vitest'
import type { HostedFlowState, WantedFlow } from '#core/agents/hosted-flows.ts'
import { afterLoss, nextState, unknownFlow, type KeptFlow } from '../../lib/node-red/next-state.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const wanted: WantedFlow = {
  flowId: 'f',
  definitionVersion: 3,
  definitionSha256: 'abc',
  state: 'running',
  startGeneration: 2,
}
const kept = (state: HostedFlowState, want: Partial<WantedFlow> = {}, more: Partial<KeptFlow> = {}): KeptFlow => ({
  wanted: { ...wanted, ...want },
  state,
  startGeneration: 2,
  definition: { version: 2, sha256: 'old' },
  since: 'before',
  ...more,
})
const next = (flow: KeptFlow, isIdle = false) => nextState(flow, { now, isIdle, drainSeconds: 60 })

const soft = { state: 'stopped' } as const
const hard = { state: 'stopped', stopMode: 'hard' } as const

test.each<[HostedFlowState, Partial<WantedFlow>, HostedFlowState]>([
  ['running', {}, 'running'],
  ['running', { state: 'paused' }, 'paused'],
  ['running', soft, 'stopping'],
  ['running', hard, 'stopped'],
  ['paused', {}, 'running'],
  ['paused', { state: 'paused' }, 'paused'],
  ['paused', soft, 'stopping'],
  ['paused', hard, 'stopped'],
  ['starting', soft, 'stopped'],
  ['starting', { state: 'paused' }, 'starting'],
  ['stopping', soft, 'stopping'],
  ['stopping', hard, 'stopped'],
  ['stopping', {}, 'stopping'],
  ['stopped', soft, 'stopped'],
  ['stopped', {}, 'stopped'],
  ['failed', {}, 'failed'],
  ['failed', soft, 'stopped'],
])('what is %s goes, wanted %o, to %s', (state, want, expected) => {
  const flow = kept(state, want)
  const after = next(flow)

  expect(after.state).toBe(expected)
  if (expected === state) expect(after).toBe(flow)
  else expect(after.since).toBe(now.toISOString())
})

test.each<HostedFlowState>(['running', 'paused', 'stopping', 'stopped', 'failed', 'starting'])(
  'a higher start is taken up from %s, with the definition it names, and once',
  (state) => {
    const after = next(kept(state, { startGeneration: 3 }, { cause: 'old', deadlineAt: 'old' }))

    expect(after).toMatchObject({ state: 'starting', startGeneration: 3, definition: { version: 3, sha256: 'abc' } })
    expect([after.cause, after.deadlineAt]).toEqual([undefined, undefined])
    expect(next(after)).toBe(after)
  },
)

test('a soft stop ends when nothing is in hand, and at its deadline', () => {
  const stopping = next(kept('running', soft))
  expect(stopping.deadlineAt).toBe('2026-03-01T12:01:00.000Z')
  expect(next(stopping).state).toBe('stopping')
  expect(next(stopping, true).state).toBe('stopped')
  expect(next({ ...stopping, deadlineAt: now.toISOString() }).state).toBe('stopped')
})

test('a flow that is new and to be stopped is stopped, and never was started', () => {
  const flow = unknownFlow({ ...wanted, ...soft }, now)
  expect(next(flow)).toBe(flow)
  expect(flow.startGeneration).toBe(0)
})

test('after a loss only what was stopping has changed', () => {
  expect(afterLoss(kept('stopping'), now).state).toBe('stopped')
  for (const state of ['running', 'paused', 'starting', 'failed'] as const)
    expect(afterLoss(kept(state), now).state).toBe(state)
})
