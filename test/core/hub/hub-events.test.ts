import { describe, expect, test } from 'vitest'
import type { Flow } from '../../../lib/core/flows/flow.ts'
import { flowHubEvents, tellsWhole } from '../../../lib/core/hub/hub-events.ts'
import { emptyDefinition, storedFlow } from '../../_harness/flow-items.ts'

const by = { userId: 'u1', organisation: 'o1' }
const flow = (status: Flow['status'], more: Partial<Flow> = {}) => storedFlow({ status, madeBy: 'oih', ...more })
const tell = (before: Flow | undefined, after: Flow) =>
  flowHubEvents(before, after, by, tellsWhole(before, after) ? emptyDefinition : undefined)
const namesOf = (from: Flow['status'], to: Flow['status']) => tell(flow(from), flow(to)).map(({ type }) => type)

test('a new flow, and one with another definition, is told with who did it', () => {
  const payload = { tenant: 'o1', user: 'u1', flowId: 'a'.repeat(24) }
  expect(tell(undefined, flow('draft'))).toMatchObject([{ type: 'flowrepo.flow.created', detail: { payload } }])
  expect(tell(flow('draft'), flow('draft', { definitionVersion: 2 }))).toMatchObject([
    { source: 'sluice.oih', type: 'flowrepo.flow.modified', detail: { payload } },
  ])
})

test.each([
  ['inactive', 'starting', ['flow.starting']],
  ['starting', 'active', ['flow.started']],
  ['draft', 'active', ['flow.started']],
  ['active', 'stopping', ['flow.stopping']],
  ['stopping', 'inactive', ['flow.stopped']],
  ['active', 'inactive', ['flow.stopped']],
  ['active', 'paused', ['flow.stopped']],
  ['paused', 'inactive', []],
  ['starting', 'errored', ['flow.failed', 'flow.stopped']],
  ['paused', 'errored', ['flow.failed']],
] as const)('from %s to %s: %j', (from, to, names) => expect(namesOf(from, to)).toEqual(names))

describe('a start and a stop', () => {
  test('carry the whole flow, a start whoever asked for it', () => {
    const [starting] = tell(flow('inactive'), flow('starting'))
    expect(starting?.detail).toMatchObject({
      headers: {
        name: 'flow.starting',
        createdAt: Date.parse('2026-01-01T00:00:00.000Z'),
        serviceName: 'flow-repository',
      },
      payload: { id: 'a'.repeat(24), status: 'starting', graph: { nodes: [], edges: [] }, startedBy: 'u1' },
    })
    const [stopping] = tell(flow('active'), flow('stopping'))
    expect(stopping?.detail.payload).not.toHaveProperty('startedBy')
  })

  test('leave the graph out where the bus would not take it', () => {
    const settings = { text: 'x'.repeat(250_000) }
    const large = { ...emptyDefinition, steps: [{ id: 'a', component: 'b'.repeat(24), settings }] }
    const [starting] = flowHubEvents(flow('inactive'), flow('starting'), by, large)
    expect(starting?.detail.payload).toMatchObject({ status: 'starting' })
    expect(starting?.detail.payload).not.toHaveProperty('graph')
  })
})
