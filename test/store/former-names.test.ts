import { expect, test } from 'vitest'
import type { EntityName } from '../../lib/core/items.ts'
import { decode, encodeMembers } from '../../lib/store/codec.ts'

const read = (entity: EntityName, members: object) => decode(entity, encodeMembers(entity, members))

test('a server whose command and reports are stored under former names reads as one of today', () => {
  const command = { generation: 3, notAfter: '2026-01-01T00:06:00.000Z', former: { orders: { status: 'started' } } }
  const observed = { orderGeneration: 2, orderFailure: { generation: 2, cause: 'x' }, applications: {} }
  const row = {
    tenant: 't',
    id: 's',
    version: 4,
    desired: { generation: 5, order: command, applications: {} },
    observed,
  }

  expect(read('server', row)).toEqual({
    tenant: 't',
    id: 's',
    version: 4,
    desired: {
      generation: 5,
      command: { generation: 3, expiresAt: command.notAfter, baseline: command.former },
      applications: {},
    },
    observed: { commandGeneration: 2, commandFailure: { generation: 2, cause: 'x' }, applications: {} },
  })
})

test('the steps of a rollout that began under former names go on', () => {
  const steps = [{ serverId: 's', orderGeneration: 7, isLeaving: true, status: 'ordered' }]
  expect(read('rollout', { tenant: 't', id: 'r', version: 1, steps })).toMatchObject({
    steps: [{ serverId: 's', commandGeneration: 7, isRemoval: true, status: 'ordered' }],
  })
})

test('what an agent was when it enrolled again is read under former names too', () => {
  expect(read('agent', { tenant: 't', version: 1, enrolledWith: { bootId: '', orderGeneration: 0 } })).toMatchObject({
    enrolledWith: { bootId: '', commandGeneration: 0 },
  })
})

test('an item of a list, which has few of its members, is what the list has of it', () => {
  expect(read('server', { tenant: 't', id: 's', version: 1 })).toEqual({ tenant: 't', id: 's', version: 1 })
  expect(read('rollout', { tenant: 't', id: 'r', version: 1 })).toEqual({ tenant: 't', id: 'r', version: 1 })
})
