import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { claimRollout, handOver, ownsRollout, looksEach } from '../../lib/core/rollouts/advance-rollout.ts'
import { chooseBatch, roomFor } from '../../lib/core/rollouts/choose-batch.ts'
import { supersede, endRollout } from '../../lib/core/rollouts/end-rollout.ts'
import { rolloutEvent } from '../../lib/core/rollouts/rollout-events.ts'
import { cancelRollout, pauseRollout, resumeRollout } from '../../lib/core/rollouts/steer-rollout.ts'
import { isToBeExecuted, defaultPolicy, type ClusterRollout } from '../../lib/core/rollouts/rollout.ts'
import { withStep } from '../../lib/core/rollouts/steps.ts'
import type { Cluster } from '../../lib/core/clusters/cluster.ts'
import { serverEvent } from '../../lib/core/servers/server-events.ts'
import type { ServerStatus, ServerHealth } from '../../lib/core/servers/server-status.ts'
import type { Server } from '../../lib/core/servers/server.ts'

const at = '2026-06-01T12:00:00.000Z'
const ids = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`)

const held = (...clusters: Cluster[]) => ({ deployment: undefined, clusters })
const rollout = (count: number, set: Partial<ClusterRollout> = {}): ClusterRollout => ({
  tenant: 't',
  id: 'r',
  version: 1,
  kind: 'restart',
  target: { kind: 'cluster', id: 'c', name: 'c' },
  policy: defaultPolicy,
  status: 'running',
  epoch: 2,
  steps: ids(count).map((serverId) => ({ serverId, name: serverId, status: 'waiting', times: {} })),
  requestedBy: 'x',
  via: 'test',
  createdAt: at,
  deadlineAt: '2026-06-01T18:00:00.000Z',
  ...set,
})
const cluster = (memberIds: string[]): Cluster => ({
  tenant: 't',
  id: 'c',
  version: 1,
  name: 'c',
  runtimeVersion: '3.8.0',
  multicast: true,
  groupIds: [],
  memberIds,
  rollout: { id: 'r', kind: 'restart', deadlineAt: '2026-06-01T18:00:00.000Z' },
  lastRestartedAt: at,
  createdAt: at,
  createdBy: 'x',
  updatedAt: at,
  updatedBy: 'x',
})
const member = (id: string, status: ServerStatus): ServerHealth => ({
  server: { id, name: id } as Server,
  lease: undefined,
  status,
})

test('2 budget counts everybody: at no instant of ten thousand histories are more members out than the budget allows', () => {
  const history = fc.record({
    count: fc.integer({ min: 1, max: 8 }),
    maxUnavailable: fc.integer({ min: 1, max: 8 }),
    onFailure: fc.constantFrom('stop' as const, 'continue' as const),
    // What happens between two looks: a restart ends well or not, or a member goes down or comes back by itself.
    events: fc.array(fc.tuple(fc.constantFrom('done', 'failed', 'down', 'up'), fc.nat(7)), { maxLength: 40 }),
  })
  fc.assert(
    fc.property(history, ({ count, maxUnavailable, onFailure, events }) => {
      const states = new Map<string, 'up' | 'held' | 'down'>(ids(count).map((id) => [id, 'up']))
      let current = rollout(count, { policy: { ...defaultPolicy, maxUnavailable, onFailure } })
      const look = () => {
        const outBefore = [...states.values()].filter((state) => state !== 'up').length
        const members = [...states].map(([id, state]) => member(id, state === 'up' ? 'ok' : 'stopped'))
        const batch = chooseBatch(current, cluster(ids(count)), members, at)
        current = { ...current, steps: batch.steps }
        if (batch.next !== 'servers') return
        const fresh = batch.serverIds.filter(
          (id) => current.steps.find((step) => step.serverId === id)?.status === 'waiting',
        )
        for (const id of fresh) {
          expect(states.get(id)).toBe('up')
          states.set(id, 'held')
          current = { ...current, steps: withStep(current, id, { status: 'ordered' }) }
        }
        const out = [...states.values()].filter((state) => state !== 'up').length
        if (fresh.length > 0) {
          expect(out).toBeLessThanOrEqual(maxUnavailable)
          // Somebody was out already: at least one goes on serving.
          if (outBefore > 0) expect(out).toBeLessThan(count)
        }
      }
      look()
      for (const [event, which] of events) {
        const id = ids(count)[which % count] ?? ''
        const step = current.steps.find((one) => one.serverId === id)
        if ((event === 'done' || event === 'failed') && step?.status === 'ordered') {
          current = { ...current, steps: withStep(current, id, { status: event }) }
          states.set(id, event === 'done' ? 'up' : 'down')
        }
        if (event === 'down' && states.get(id) === 'up') states.set(id, 'down')
        if (event === 'up' && states.get(id) === 'down') states.set(id, 'up')
        look()
      }
    }),
    { numRuns: 10_000 },
  )
})

describe('the next servers', () => {
  const up = (count: number) => ids(count).map((id) => member(id, 'ok'))

  test('are those begun already, so an execution that starts again goes on where the last one was', () => {
    const begun = rollout(3)
    const steps = withStep(begun, 's1', { status: 'ordered' })
    expect(chooseBatch({ ...begun, steps }, cluster(ids(3)), up(3), at)).toMatchObject({
      next: 'servers',
      serverIds: ['s1'],
    })
  })

  test('16 membership change: one that left leaves the plan, one that joined is not restarted', () => {
    const batch = chooseBatch(rollout(3), cluster(['s1', 's2', 's9']), [...up(3), member('s9', 'ok')], at)
    expect(batch).toMatchObject({ next: 'servers', serverIds: ['s1'] })
    expect(batch.steps.map(({ cause }) => cause?.code)).toEqual(['left', undefined, undefined])
  })

  test('are none when the cluster is gone, the rollout cancelled, past its deadline, paused, or over', () => {
    expect(chooseBatch(rollout(2), undefined, [], at)).toMatchObject({ next: 'end' })
    expect(chooseBatch(rollout(2, { isCancelling: true }), cluster(ids(2)), up(2), at)).toMatchObject({ next: 'end' })
    expect(chooseBatch(rollout(2, { deadlineAt: at }), cluster(ids(2)), up(2), at)).toMatchObject({ next: 'end' })
    expect(
      chooseBatch(rollout(2, { isPausing: true }), cluster(ids(2)), up(2), at).steps.map(({ status }) => status),
    ).toEqual(['waiting', 'waiting'])
    expect(chooseBatch(rollout(2, { status: 'cancelled' }), cluster(ids(2)), up(2), at)).toMatchObject({ next: 'end' })
  })

  test('leave one that serves when another is out, however large the budget', () => {
    const policy = { ...defaultPolicy, maxUnavailable: 8 }
    expect(roomFor({ policy }, [member('a', 'ok'), member('b', 'ok'), member('c', 'stopped')], 2)).toBe(1)
    expect(
      roomFor({ policy: { ...policy, includeUnhealthy: true } }, [member('a', 'ok'), member('b', 'stopped')], 1),
    ).toBe(8)
  })
})

describe('the end of a rollout', () => {
  test.each([
    ['all done', [{ status: 'done' }, { status: 'done' }], {}, 'succeeded'],
    [
      'one skipped because it was down',
      [{ status: 'done' }, { status: 'skipped', cause: { code: 'down', message: '' } }],
      {},
      'succeeded',
    ],
    [
      'one failed',
      [{ status: 'done' }, { status: 'failed', cause: { code: 'unhealthy', message: 'sick' } }],
      {},
      'failed',
    ],
    [
      'the rest cancelled',
      [{ status: 'done' }, { status: 'skipped', cause: { code: 'cancelled', message: '' } }],
      { isCancelling: true },
      'cancelled',
    ],
    [
      'its deadline',
      [{ status: 'done' }, { status: 'skipped', cause: { code: 'deadline', message: '' } }],
      {},
      'failed',
    ],
    ['paused with servers to go', [{ status: 'done' }, { status: 'waiting' }], { isPausing: true }, 'paused'],
  ] as const)('%s', (_what, steps, set, status) => {
    const one = rollout(2, {
      ...set,
      steps: steps.map((step, index) => ({ serverId: `s${index}`, name: `s${index}`, times: {}, ...step })),
    })
    const [update, freed] = endRollout(one, held(cluster(ids(2))), at).change
    expect(update).toMatchObject({ set: { status } })
    expect(freed === undefined).toBe(status === 'paused')
  })

  test('ended from outside, no step is left open', () => {
    const steps = withStep(rollout(2), 's0', { status: 'ordered' })
    const ends = [
      supersede(rollout(2, { steps }), 'The cluster is gone.', at),
      endRollout(rollout(2, { steps }), held(), at, 'Broken').change[0],
    ]
    for (const end of ends) {
      const { set } = end as { set: Partial<ClusterRollout> }
      expect(set.steps?.map(({ status }) => status)).toEqual(['skipped', 'skipped'])
    }
  })

  test('a fault ends it whatever its state, and gives the cluster back', () => {
    expect(endRollout(rollout(2), held(cluster(ids(2))), at, 'Lambda.Unknown').change).toMatchObject([
      { set: { status: 'failed' } },
      { set: { rollout: undefined } },
    ])
    expect(endRollout(rollout(2, { status: 'succeeded' }), held(cluster(ids(2))), at, 'late').change).toEqual([])
  })
})

test('events: one for each status of a rollout, one for each time a server goes down or comes back', () => {
  const one = rollout(1, { version: 3 })
  expect(rolloutEvent(undefined, { ...one, status: 'pending' })).toMatchObject({
    type: 'rollout.pending',
    detail: { eventId: 'r-3', kind: 'restart' },
  })
  expect(rolloutEvent(one, { ...one, version: 4 })).toBeUndefined()
  const server = { tenant: 't', id: 's', name: 'one', version: 7, announced: 'down', announcedAt: at } as Server
  expect(serverEvent({ ...server, announcedAt: undefined }, server)).toMatchObject({
    type: 'server.down',
    detail: { eventId: 's-7', serverName: 'one' },
  })
  expect(serverEvent(server, { ...server, version: 8 })).toBeUndefined()
})

describe('a command on a rollout shows it as the table will have it', () => {
  const actor = { name: 'ann', kind: 'user', via: 'control', at } as const
  const cancel = (one: ClusterRollout) => cancelRollout(one, held(), actor)

  test.each([
    ['pausing', pauseRollout, {}, { isPausing: true, version: 2 }],
    ['pausing again', pauseRollout, { isPausing: true }, { isPausing: true, version: 1 }],
    ['resuming what is about to pause', resumeRollout, { isPausing: true }, { isPausing: undefined, version: 2 }],
    ['resuming what is paused', resumeRollout, { status: 'paused' }, { status: 'pending', epoch: 3, version: 2 }],
    ['resuming what runs', resumeRollout, {}, { status: 'running', epoch: 2, version: 1 }],
    ['cancelling', cancel, {}, { isCancelling: true, cause: 'It was cancelled by ann.', version: 2 }],
    ['cancelling what is paused', cancel, { status: 'paused' }, { status: 'cancelled', epoch: 3, version: 2 }],
    ['cancelling again', cancel, { status: 'cancelled' }, { status: 'cancelled', version: 1 }],
  ] as const)('%s', (_what, decide, before, after) => {
    const decision = decide(rollout(2, before))

    expect(decision.after).toMatchObject(after)
    expect(decision.change).toHaveLength(after.version - 1)
  })
})

describe('what one execution can hold', () => {
  const all = ids(250)
  const members = all.map((id) => member(id, 'OK' as ServerStatus))

  test('a batch is a hundred servers at most, also of a stop, which takes all there are', () => {
    const stop = rollout(250, { kind: 'stop' })
    expect(chooseBatch(stop, cluster(all), members, at)).toMatchObject({ serverIds: all.slice(0, 100) })
    const begun = { ...stop, steps: stop.steps.map((step) => ({ ...step, status: 'ordered' as const })) }
    expect(chooseBatch(begun, cluster(all), members, at)).toMatchObject({ serverIds: all.slice(0, 100) })
  })

  test('the looks of an execution are shared by the servers of a batch, five for each at least', () => {
    expect([1, 10, 100, 250].map((servers) => looksEach(500, servers))).toEqual([500, 50, 5, 5])
  })

  test('handed over, a rollout runs on, waits to be executed, and is out of the hands of who had it', () => {
    const { set } = handOver(rollout(1), [])
    const handed = { ...rollout(1), ...set }
    expect(isToBeExecuted(handed)).toBe(true)
    expect(ownsRollout(handed, 'cluster', 2)).toBe(false)
    const claimed = { ...handed, ...claimRollout(handed, at)?.set }
    expect([claimed.status, claimed.epoch, isToBeExecuted(claimed)]).toEqual(['running', 4, false])
  })

  test('one that has ended meanwhile is not executed again', () => {
    expect(isToBeExecuted({ ...rollout(1), isHandedOver: true, status: 'cancelled' })).toBe(false)
  })
})
