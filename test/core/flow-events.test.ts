import { expect, test } from 'vitest'
import { tombstoneEvent, flowEvent } from '../../lib/core/flows/flow-events.ts'
import { storedFlow } from '../_harness/flow-items.ts'
import type { Flow } from '../../lib/core/flows/flow.ts'

const flow = (more: Partial<Flow> = {}): Flow =>
  storedFlow({ version: 2, updatedAt: '2026-01-02T00:00:00.000Z', updatedBy: 'bob', ...more })

test.each([
  [undefined, flow(), 'flow.created'],
  [flow(), flow({ status: 'active' }), 'flow.started'],
  [flow({ status: 'paused' }), flow({ status: 'active' }), 'flow.resumed'],
  [flow({ status: 'active' }), flow({ status: 'inactive' }), 'flow.stopped'],
  [flow({ status: 'active' }), flow({ status: 'paused' }), 'flow.paused'],
  [flow({ status: 'active' }), flow({ status: 'errored' }), 'flow.failed'],
  [flow(), flow({ description: 'new' }), 'flow.updated'],
])('a change is told as the event it is (%#)', (before, after, type) => {
  expect(flowEvent(before, after)?.type).toBe(type)
})

test('an event says which flow, from and to where, who, when, and the same id however often it is told', () => {
  const told = flowEvent(flow(), flow({ status: 'active', version: 3 }))

  expect(told?.detail).toEqual({
    eventId: `${'a'.repeat(24)}-3`,
    tenant: 'default',
    flowName: 'f1',
    flowId: 'a'.repeat(24),
    from: 'draft',
    to: 'active',
    by: 'bob',
    at: '2026-01-02T00:00:00.000Z',
  })
  expect(flowEvent(flow(), flow({ status: 'active', version: 3 }))).toEqual(told)
})

test('a tombstone says who deleted, under an id no other version has', () => {
  const tombstone = {
    tenant: 'default',
    entity: 'flow' as const,
    name: 'f1',
    id: 'a'.repeat(24),
    version: 4,
    status: 'active',
    deletedAt: '2026-01-05T00:00:00.000Z',
    deletedBy: 'cat',
    expiresAt: 0,
  }

  expect(tombstoneEvent(tombstone)).toMatchObject({
    type: 'flow.deleted',
    id: `${'a'.repeat(24)}-4`,
    detail: { by: 'cat', from: 'active' },
  })
})

test('bringing an item to the present form is told as nothing, an update that does so as an update', () => {
  const former = flow({ details: {} })
  expect(flowEvent(former, flow({ version: 3 }))).toBeUndefined()
  expect(flowEvent(former, flow({ version: 3, updatedAt: '2026-01-03T00:00:00.000Z' }))?.type).toBe('flow.updated')
})
