import { describe, expect, test } from 'vitest'
import { clusterStatus } from '../../lib/core/clusters/cluster-status.ts'
import type { Cluster } from '../../lib/core/clusters/cluster.ts'
import { idleSeconds, isLive, leaseEndsAt, longestPause, type Lease } from '../../lib/core/servers/lease.ts'
import { defaultTimeouts } from '../../lib/core/servers/command.ts'
import { createCommand } from '../../lib/core/servers/server-command.ts'
import { serverStatus, watch, type ServerStatus } from '../../lib/core/servers/server-status.ts'
import type { Observed, Server } from '../../lib/core/servers/server.ts'

const at = '2026-06-01T12:00:00.000Z'
const ago = (seconds: number) => new Date(Date.parse(at) - seconds * 1000).toISOString()

const observed = (set: Partial<Observed> = {}): Observed => ({
  bootId: '1',
  seq: 1,
  status: 'running',
  commandGeneration: 0,
  startedAt: ago(1000),
  changedAt: ago(900),
  applications: {},
  ...set,
})
const server = (set: Partial<Server> = {}): Server => ({
  tenant: 't',
  id: 's1',
  version: 1,
  name: 'one',
  agentId: 'a1',
  agentUrl: 'https://one',
  runtimeVersion: '3.8.0',
  hostIp: '10.0.0.1',
  groupIds: [],
  desired: { generation: 1, applications: {} },
  observed: observed(),
  createdAt: ago(5000),
  createdBy: 'x',
  ...set,
})
const lease = (set: Partial<Lease> = {}): Lease => ({
  tenant: 't',
  agentId: 'a1',
  secretHash: 'h',
  bootId: '1',
  seq: 1,
  status: 'running',
  observedGeneration: 1,
  desiredGeneration: 1,
  lastSeenAt: ago(5),
  intervalSeconds: 17,
  ...set,
})
const ordered = (kind: 'restart' | 'stop', secondsAgo: number, set: Partial<Observed> = {}) => {
  const base = server()
  const command = createCommand(base, kind, defaultTimeouts, ago(secondsAgo))
  return server({ desired: { generation: 2, command, applications: {} }, observed: observed(set) })
}
const lapsed = lease({ lastSeenAt: ago(62) })

describe('the status of a server', () => {
  const taken = { commandGeneration: 1 }
  const table: [string, Server, Lease | undefined, ServerStatus][] = [
    ['never heard of', server({ observed: undefined }), undefined, 'unknown'],
    ['without a lease', server(), undefined, 'unknown'],
    ['heard lately', server(), lease(), 'ok'],
    ['not heard for three pauses and ten seconds', server(), lapsed, 'stopped'],
    [
      'an application failed',
      server({
        observed: observed({
          applications: { a: { status: 'failed', digest: '', running: 0, paused: 0, stopped: 1 } },
        }),
      }),
      lease(),
      'warn',
    ],
    ['starting by itself', server({ observed: observed({ status: 'starting' }) }), lease(), 'starting'],
    ['stopped by its own last words', server({ observed: observed({ status: 'stopped' }) }), lease(), 'stopped'],
    ['ordered to restart, not taken up', ordered('restart', 10), lease(), 'waiting-for-restart'],
    ['ordered to restart, and silent', ordered('restart', 100), lapsed, 'stopped'],
    [
      'ordered to restart, draining',
      ordered('restart', 10, { ...taken, status: 'draining' }),
      lease(),
      'waiting-for-restart',
    ],
    ['ordered to restart, gone', ordered('restart', 10, { ...taken, status: 'restarting' }), lease(), 'starting'],
    [
      'ordered to restart, gone for longer than its lease',
      ordered('restart', 100, { ...taken, status: 'restarting' }),
      lapsed,
      'starting',
    ],
    [
      'ordered to restart, gone past every deadline',
      ordered('restart', 2000, { ...taken, status: 'restarting' }),
      lapsed,
      'stopped',
    ],
    ['ordered to restart, says it runs under its old boot', ordered('restart', 10, taken), lease(), 'starting'],
    [
      'ordered to restart, back under a new boot',
      ordered('restart', 10, { ...taken, bootId: '2' }),
      lease({ bootId: '2' }),
      'ok',
    ],
    [
      'ordered to restart, could not drain',
      ordered('restart', 10, { ...taken, commandFailure: { generation: 1, cause: 'throttled' } }),
      lease(),
      'ok',
    ],
    ['an order that expired unread', ordered('restart', 1000), lease(), 'ok'],
    ['ordered to stop, still running', ordered('stop', 10), lease(), 'ok'],
    ['ordered to stop, stopped', ordered('stop', 10, { ...taken, status: 'stopped' }), lease(), 'stopped'],
    [
      'started again by its host after a stop',
      ordered('stop', 500, { ...taken, bootId: '2' }),
      lease({ bootId: '2' }),
      'ok',
    ],
  ]
  test.each(table)('%s', (_what, one, its, status) => {
    expect(serverStatus(one, its, at)).toBe(status)
  })
})

describe('the status of a cluster', () => {
  const cluster: Cluster = {
    tenant: 't',
    id: 'c',
    version: 1,
    name: 'c',
    runtimeVersion: '3.8.0',
    multicast: true,
    groupIds: [],
    memberIds: ['s1', 's2'],
    lastRestartedAt: at,
    createdAt: at,
    createdBy: 'x',
    updatedAt: at,
    updatedBy: 'x',
  }
  const up = watch(server(), lease(), at)
  const down = watch(server({ id: 's2' }), lapsed, at)
  const coming = watch(ordered('restart', 5), lease(), at)
  const rolling = (deadlineAt: string): Cluster => ({ ...cluster, rollout: { id: 'r', kind: 'restart', deadlineAt } })
  const later = new Date(Date.parse(at) + 1000).toISOString()
  test.each([
    ['all up', cluster, [up, up], 'ok', 2],
    ['some up', cluster, [up, down], 'warn', 1],
    ['none up', cluster, [down, down], 'stopped', 0],
    ['one coming', cluster, [up, coming], 'waiting-for-restart', 1],
    ['one coming, the other down', cluster, [down, coming], 'waiting-for-restart', 0],
    ['a member that is not there', cluster, [up], 'warn', 1],
    ['all up, being restarted', rolling(later), [up, up], 'waiting-for-restart', 2],
    ['all up, once held by a rollout long past its deadline', rolling(ago(1)), [up, up], 'ok', 2],
  ] as const)('%s', (_what, one, members, status, upCount) => {
    expect(clusterStatus(one, members, at)).toMatchObject({ status, upCount, nodeCount: 2 })
  })

  test('counts are unknown until a member is up, and then those of the members that are', () => {
    const carrying = watch(
      server({
        observed: observed({
          applications: { a: { status: 'started', digest: '', running: 2, paused: 1, stopped: 3 } },
        }),
      }),
      lease(),
      at,
    )
    expect(clusterStatus(cluster, [down, down], at).flows).toBeUndefined()
    expect(clusterStatus(cluster, [carrying, { ...carrying, status: 'stopped' }], at).flows).toEqual({
      running: 2,
      paused: 1,
      stopped: 3,
    })
  })
})

describe('leases', () => {
  test('last three promised pauses and ten seconds', () => {
    expect(leaseEndsAt(lease({ lastSeenAt: at, intervalSeconds: 17 }))).toBe('2026-06-01T12:01:01.000Z')
    const hastened = { lastSeenAt: at, fastPollFrom: ago(2), fastPollUntil: '2026-06-01T13:00:00.000Z' }
    expect(leaseEndsAt(lease(hastened))).toBe('2026-06-01T12:00:16.000Z')
    // Within moments of being hastened it may have been told the longer pause.
    expect(leaseEndsAt(lease({ ...hastened, fastPollFrom: ago(1.9) }))).toBe('2026-06-01T12:01:01.000Z')
    expect(isLive(lease({ lastSeenAt: ago(60.9) }), at)).toBe(true)
    expect(isLive(lapsed, at)).toBe(false)
  })

  test('an agent hastened after its last check-in still has the long pause it was promised', () => {
    const told = lease({ lastSeenAt: ago(20), fastPollFrom: ago(3), fastPollUntil: '2026-06-01T13:00:00.000Z' })
    expect(isLive(told, at)).toBe(true)
  })

  test.each([
    [0, 15],
    [3750, 15],
    [10_000, 40],
    [75_000, 300],
    [1_000_000, 300],
  ])('of %i agents each comes every %i seconds', (agents, seconds) => {
    expect(idleSeconds(agents)).toBe(seconds)
    expect(longestPause(agents)).toBeGreaterThanOrEqual(seconds * 1.1)
  })
})
