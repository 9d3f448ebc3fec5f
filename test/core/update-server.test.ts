import { describe, expect, test } from 'vitest'
import type { Server } from '../../lib/core/servers/server.ts'
import { updateServer } from '../../lib/core/servers/update-server.ts'

const server: Server = {
  tenant: 'default',
  id: 's1',
  version: 3,
  name: 'edge',
  agentId: 'a1',
  agentUrl: 'https://edge.example:7777/mmc-support',
  runtimeVersion: '3.4.0',
  hostIp: '10.0.0.1',
  groupIds: ['g1'],
  desired: { generation: 1, applications: {} },
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'ann',
}

describe('updateServer', () => {
  test('takes the new name and frees the old one in the change that renames', () => {
    const { after, change } = updateServer(server, { name: 'core' })
    expect(after).toEqual({ ...server, name: 'core' })
    expect(change).toMatchObject([
      { kind: 'update', entity: 'server', before: server, set: { name: 'core', groupIds: ['g1'] } },
      { kind: 'delete', entity: 'name', before: { of: 'server', name: 'edge', id: 's1' } },
      { kind: 'create', entity: 'name', item: { of: 'server', name: 'core', id: 's1' }, taken: 'server-name-taken' },
    ])
  })

  test.each([
    ['the name it has already', { name: 'edge', groupIds: ['g2'] }, { name: 'edge', groupIds: ['g2'] }],
    ['no name', { groupIds: [] }, { name: 'edge', groupIds: [] }],
    ['nothing', {}, { name: 'edge', groupIds: ['g1'] }],
  ])('leaves names alone when given %s, and keeps what is not given', (_what, given, set) => {
    const { after, change } = updateServer(server, given)
    expect(after).toEqual({ ...server, ...set })
    expect(change).toEqual([{ kind: 'update', entity: 'server', before: server, set }])
  })
})
