import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { previewMove, outcomeOf } from '../../lib/core/flows/command-outcome.ts'
import { DomainError } from '../../lib/core/errors.ts'
import { flowLifecycle, type FlowMove } from '../../lib/core/flows/lifecycle.ts'
import { matchesFilter } from '../../lib/core/flows/select-flows.ts'
import { storedFlow } from '../_harness/flow-items.ts'

describe('what a command would do', () => {
  test.each([
    ['start', 'draft', { outcome: 'changed', status: 'active' }],
    ['start', 'active', { outcome: 'unchanged', status: 'active' }],
    ['stop', 'draft', { outcome: 'refused', status: 'draft', error: { code: 'flow-not-stoppable' } }],
    [
      'pause',
      'inactive',
      { outcome: 'refused', error: { message: 'Flow f1 is not active. There is nothing to pause.' } },
    ],
    ['resume', 'inactive', { outcome: 'refused', status: 'inactive', error: { code: 'flow-not-startable' } }],
  ] as const)('%s of a flow that is %s', (move, status, outcome) => {
    expect(previewMove(move, storedFlow({ status }))).toMatchObject(outcome)
  })

  test('to an on-demand flow is a refusal, whatever its state', () => {
    for (const status of flowLifecycle.states) {
      for (const move of ['start', 'stop', 'pause', 'resume'] as FlowMove[]) {
        expect(previewMove(move, storedFlow({ status, triggerKind: 'on-demand' })).outcome).toBe('refused')
      }
    }
  })

  test('is a failure only for what may pass, and no outcome for an error that is not ours', () => {
    expect(outcomeOf(new DomainError('throttled', 'Busy.')).outcome).toBe('failed')
    expect(outcomeOf(new DomainError('flow-not-found', 'None.')).outcome).toBe('refused')
    expect(() => outcomeOf(new Error('a fault'))).toThrow('a fault')
  })
})

describe('a filter', () => {
  const flow = storedFlow({ status: 'active', tags: { team: 'orders' } })

  test('without conditions fits every flow, and each condition narrows it', () => {
    expect(matchesFilter(flow, {})).toBe(true)
    expect(matchesFilter(flow, { madeBy: 'oih' })).toBe(false)
    expect(matchesFilter(flow, { status: 'draft' })).toBe(false)
    expect(matchesFilter(flow, { triggerKind: 'schedule' })).toBe(false)
    expect(matchesFilter(flow, { tag: { key: 'team', value: 'sales' } })).toBe(false)
    expect(matchesFilter(flow, { madeBy: 'appflow', status: 'active', tag: { key: 'team', value: 'orders' } })).toBe(
      true,
    )
  })

  test('by a tag fits no flow without it, whatever the key is called', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString')), (key) => {
        expect(matchesFilter(storedFlow({ tags: {} }), { tag: { key, value: '' } })).toBe(false)
      }),
    )
  })
})
