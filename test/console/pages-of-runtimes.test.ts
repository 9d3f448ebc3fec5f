import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { lastingId } from '../../lib/console/app/api/ids.ts'
import { standingOf } from '../../lib/console/app/pages/deployment/standing.ts'
import { standOf } from '../../lib/console/app/pages/deployments/stand.ts'
import { namesIn, sizeText } from '../../lib/console/app/pages/repository/archive-names.ts'
import { sha256Of } from '../../lib/console/app/pages/repository/sha256.ts'
import { phasesOf } from '../../lib/console/app/pages/rollout/phases.ts'
import { progressOf } from '../../lib/console/app/pages/rollouts/progress.ts'
import { concerns, isOfTarget } from '../../lib/console/app/pages/rollouts/target.ts'
import { ratesOf, withSample, type Sample } from '../../lib/console/app/pages/server/rates.ts'

const never = new AbortController().signal

test('the checksum of a file is that of all its pieces, and tells how far it is', async () => {
  const bytes = Buffer.alloc(300_000, 'sluice')
  const told: number[] = []

  const hash = await sha256Of(new Blob([bytes]), (done) => told.push(done), never)

  expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'))
  expect(told.at(-1)).toBe(300_000)
})

test('a checksum that is cancelled ends at the next piece', async () => {
  const file = new Blob([Buffer.alloc(300_000)])

  await expect(sha256Of(file, () => undefined, AbortSignal.abort())).rejects.toThrow()
})

test.each([
  ['orders-app-1.2.0.zip', 'orders-app', '1.2.0'],
  ['billing_v3.zip', 'billing', '3'],
  ['orders-app.zip', 'orders-app', ''],
  ['2024.jar', '2024', ''],
])('%s is proposed as application %s, version "%s"', (fileName, applicationName, versionName) => {
  expect(namesIn(fileName)).toEqual({ applicationName, versionName })
})

test('sizes are told in the unit that leaves a few digits', () => {
  expect([0, 999, 1500, 2_000_000, 1_073_741_824].map(sizeText)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.5 kB',
    '2 MB',
    '1.1 GB',
  ])
})

test('a deployment that is deployed, and not all of it where it should be, has drifted', () => {
  expect(standOf({ status: 'DEPLOYED', reconciled: false })).toBe('drifted')
  expect(standOf({ status: 'DEPLOYED', reconciled: true })).toBe('deployed')
  expect(standOf({ status: 'IN_PROGRESS', reconciled: false })).toBe('in-progress')
})

test('a rollout of a former content of a deployment is one of that deployment, and none of another', () => {
  const shown = 'local$019caddf-d080-7b3c-8e95-f2a700000003'

  expect(isOfTarget(shown, '019caddf-d080-7b3c-8e95-f2a700000001')).toBe(true)
  expect(isOfTarget(shown, '019caddf-d080-7b3c-8e95-f2a800000003')).toBe(false)
  expect(lastingId(shown)).toBe('019caddf-d080-7b3c-8e95-f2a7')
})

test('a rollout of a cluster is one of the cluster with exactly its id', () => {
  const id = '019caddf-d080-7b3c-8e95-f2a700000003'

  expect([isOfTarget(id, id), isOfTarget(id, id.replace(/3$/, '4'))]).toEqual([true, false])
})

const sample = (seconds: number, processed: number, errors = 0): Sample => ({ at: seconds * 1000, processed, errors })

test('figures that were asked for again before the agent reported are no sample, and a quiet minute is one', () => {
  const once = withSample([], sample(0, 10))

  expect(withSample(once, sample(15, 10))).toBe(once)
  expect(withSample(once, sample(15, 11))).toHaveLength(2)
  expect(withSample(once, sample(80, 10))).toHaveLength(2)
})

test('a rate is what came between two samples by the seconds between them, also over a restart of the runtime', () => {
  const samples = [sample(0, 100), sample(10, 150), sample(20, 20, 5)]

  expect(ratesOf(samples, 'processed')).toEqual([5, 2])
  expect(ratesOf(samples, 'errors')).toEqual([0, 0.5])
})

test('the phases of a server follow each other, and the one it is in lasts until now', () => {
  const at = (seconds: number) => new Date(seconds * 1000).toISOString()
  const times = { orderedAt: at(0), deliveredAt: at(2), downAt: at(5) }

  expect(phasesOf({ status: 'ordered', phase: 'restarting', times }, 9000)).toEqual([
    { name: 'delivering', from: 0, to: 2000 },
    { name: 'draining', from: 2000, to: 5000 },
    { name: 'restarting', from: 5000, to: 9000 },
  ])
})

describe('what of a version is on a server', () => {
  const wanted = { id: 'local$v2', application: 'orders', text: 'orders 2' }
  const nameOf = (id: string) => ({ local$v1: 'orders 1' })[id] ?? 'a deleted version'
  const told = (...reported: Parameters<typeof standingOf>[1]) => standingOf(wanted, reported, nameOf)

  test('is told by the version that is there, and not by the one that should be', () => {
    expect(told({ name: 'orders', status: 'started', versionId: 'v2' })).toEqual({
      text: 'orders 2',
      status: 'started',
    })
    expect(told({ name: 'orders', status: 'started', versionId: 'v1' })).toEqual({
      text: 'not orders 2 but orders 1',
      status: 'started',
    })
    expect(told({ name: 'orders', status: 'failed' }).text).toBe('not orders 2 but orders, not from the repository')
    expect(told({ name: 'other', status: 'started', versionId: 'v9' })).toEqual({ text: 'orders 2' })
  })

  test('is told of one that was deleted from the repository too', () => {
    const deleted = { id: 'local$v3', text: 'a deleted version' }

    expect(standingOf(deleted, [{ name: 'orders', status: 'started', versionId: 'v3' }], nameOf)).toEqual({
      text: 'a deleted version of orders',
      status: 'started',
    })
  })
})

test('servers that failed or were left out are not told as done', () => {
  const steps = (...statuses: string[]) => progressOf(statuses.map((status) => ({ status })))

  expect(steps('done', 'ordered', 'waiting')).toEqual({ over: 1, words: '1 of 3 servers done' })
  expect(steps('done', 'failed', 'skipped')).toEqual({ over: 3, words: '1 of 3 servers done, 1 failed, 1 skipped' })
})

test('a cluster shows the rollouts of deployments that lead over its servers', () => {
  const rollout = { target: { kind: 'deployment', id: 'd1', name: 'orders' }, servers: [{ serverId: 's1' }] } as never

  expect(concerns({ targetId: 'c1', serverIds: ['local$s1'] })(rollout)).toBe(true)
  expect(concerns({ targetId: 'c1', serverIds: ['local$s2'] })(rollout)).toBe(false)
})
