import { describe, expect, test } from 'vitest'
import { hostedMove } from '../../lib/core/flows/hosted-move.ts'
import { flowLifecycle, type FlowMove, type FlowStatus } from '../../lib/core/flows/lifecycle.ts'
import { judge } from '../../lib/core/lifecycle.ts'

/** Every (state, move) pair: `>` the move applies, `=` there is nothing left to do, `-` it is refused. */
const table: Record<FlowMove, string> = {
  //          draft inactive starting active paused stopping errored
  start: '      >     >        =        =      >      >        >',
  beginStart: ' >     >        =        =      >      >        >',
  started: '    -     -        >        =      -      -        -',
  pause: '      -     -        >        >      =      -        -',
  resume: '     -     -        =        =      >      -        -',
  stop: '       -     =        >        >      >      =        >',
  beginStop: '  -     =        >        >      >      =        >',
  drain: '      -     =        >        >      >      =        >',
  beginHalt: '  -     =        >        >      >      >        >',
  stopped: '    -     =        -        -      -      >        -',
  halt: '       -     =        >        >      >      >        >',
  deactivate: ' -     =        -        >      -      -        -',
  fail: '       -     -        >        >      >      >        =',
}
const verdicts = { '>': 'applies', '=': 'already', '-': 'refused' }

describe.each(Object.entries(table) as [FlowMove, string][])('%s', (name, row) => {
  const cells = row.trim().split(/\s+/) as (keyof typeof verdicts)[]
  test.each(flowLifecycle.states.map((status, index) => [status, verdicts[cells[index] ?? '-']] as const))(
    'from %s: %s',
    (status: FlowStatus, verdict) => {
      expect(judge(flowLifecycle.moves[name], { status, triggerKind: 'schedule' })).toBe(verdict)
    },
  )
})

test('a move arrives in a state from which the same move has nothing left to do', () => {
  const { beginHalt, ...moves } = flowLifecycle.moves
  for (const move of Object.values(moves)) expect(judge(move, { status: move.to })).toBe('already')
  // A stop under way is hastened by it.
  expect(judge(beginHalt, { status: 'stopping' })).toBe('applies')
})

test('no state a flow passes through is one nobody can leave', () => {
  for (const passing of ['starting', 'stopping'] as const) {
    expect(judge(flowLifecycle.moves[passing === 'starting' ? 'stop' : 'start'], { status: passing })).toBe('applies')
  }
})

test('a flow on runtimes is started and stopped by passing through starting and stopping', () => {
  for (const name of ['start', 'stop'] as const)
    expect(judge(flowLifecycle.moves[name], { status: 'errored', isHosted: true })).toBe('excluded')
  expect(hostedMove('start', 'errored')).toBe('beginStart')
  expect(hostedMove('start', 'paused')).toBe('resume')
  expect(hostedMove('stop', 'active')).toBe('beginStop')
  expect(hostedMove('pause', 'active')).toBeUndefined()
})

test('an on-demand flow has no trigger to move', () => {
  for (const name of ['start', 'stop', 'pause', 'resume'] as const) {
    expect(judge(flowLifecycle.moves[name], { status: 'active', triggerKind: 'on-demand' })).toBe('excluded')
  }
})
