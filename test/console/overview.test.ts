import { describe, expect, test } from 'vitest'
import { meaningOf } from '../../lib/console/app/pages/cluster/meaning.ts'
import { problemsOf, type Estate } from '../../lib/console/app/pages/overview/problems.ts'
import { inFormWords, policyWord } from '../../lib/console/app/pages/rollout/policy-words.ts'
import { absenceOf } from '../../lib/console/app/pages/server/absence.ts'

const seenAt = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 + 5 * 3_600_000 + 16 * 60_000).toISOString()
const lease = (status: 'running' | 'stopped') => ({
  lease: { status, observedGeneration: 1, lastSeenAt: seenAt, endsAt: seenAt, hostsFlows: false },
})
const server = (id: string, status: string) => ({ id, name: id, status, hostIp: '10.0.0.9' })
const deployment = (more: object) => ({
  id: 'd',
  name: 'orders',
  status: 'DEPLOYED',
  reconciled: true,
  servers: [],
  clusterIds: ['east'],
  ...more,
})
const run = (flow: string, startedAt: string) => ({ id: `${flow} ${startedAt}`, flow, startedAt, status: 'failed' })
const problems = (estate: object) =>
  problemsOf(estate as Estate).map(({ severity, what, why }) => [severity, what, why] as const)

describe('what needs attention', () => {
  test('begins with servers that are not heard from, in red, above all that failed; one that was stopped is a warning', () => {
    const found = problems({
      servers: [server('mule-1', 'OK'), server('mule-2', 'STOPPED'), server('mule-3', 'STOPPED')],
      details: new Map([
        ['mule-2', lease('stopped')],
        ['mule-3', lease('running')],
      ]),
      runs: Array.from({ length: 7 }, (_, index) => run(`flow-${index}`, '2026-03-02')),
    })

    expect(found).toHaveLength(9)
    expect(found[0]).toEqual([
      'error',
      'Server mule-3 is down',
      'Not heard from since 05:16 UTC. Start its runtime on host 10.0.0.9; its agent then checks in by itself.',
    ])
    expect(found.at(-1)).toEqual([
      'warning',
      'Server mule-2 is down',
      expect.stringContaining('Shut down at 05:16 UTC'),
    ])
  })

  test('leaves out failed runs once a newer run of their flow has succeeded, and no others', () => {
    const runs = [run('a', '2026-03-02T10'), run('b', '2026-03-02T10'), run('b', '2026-03-02T08')]
    const successes = new Map([
      ['a', '2026-03-02T11'],
      ['b', '2026-03-02T09'],
    ])

    expect(problems({ runs, successes }).map(([, what]) => what)).toEqual(['Run of b failed'])
  })

  test('leaves out a failed rollout once a newer one of the same target has succeeded, and no others', () => {
    const rollout = (name: string, status: string) => ({
      id: name,
      kind: 'restart',
      status,
      target: { kind: 'cluster', id: name, name },
      endedAt: new Date().toISOString(),
    })
    const rollouts = [
      rollout('a', 'succeeded'),
      rollout('b', 'failed'),
      rollout('a', 'failed'),
      rollout('b', 'succeeded'),
    ]

    expect(problems({ rollouts }).map(([, what]) => what)).toEqual(['Restart of b failed'])
  })

  test('has deployments that are drifted, or have no targets any more', () => {
    const why = (more: object) => problems({ deployments: [deployment(more)] })[0]?.[2]

    expect(why({})).toBeUndefined()
    expect(why({ reconciled: false })).toContain('does not run what it should')
    expect(why({ clusterIds: [] })).toContain('no targets any more')
    expect(why({ clusterIds: [], status: 'UNDEPLOYED' })).toBeUndefined()
  })
})

test('a server that is down is told by the last word of its agent', () => {
  const host = { hostIp: '10.0.0.9' }

  expect(absenceOf(host, lease('running'))).toMatchObject({ isSilent: true, what: 'Not heard from since 05:16 UTC' })
  expect(absenceOf(host, lease('stopped'))).toMatchObject({ isSilent: false })
  expect(absenceOf(host, {})).toMatchObject({ what: 'Its agent has never checked in' })
})

test.each([
  ['OK', 3, undefined, 'All of its servers are up.'],
  ['WARN', 2, undefined, '1 of its 3 servers is down.'],
  ['WAITING_FOR_RESTART', 3, 'paused', 'All of its servers are up. A restart of it is paused'],
  ['WAITING_FOR_RESTART', 2, 'running', '2 of its 3 servers are up. A restart of it is under way.'],
])('a cluster that is %s with %i of 3 up and a restart %s says so plainly', (clusterStatus, up, restart, words) => {
  const cluster = { clusterStatus, nodesUpCount: up, nodeServerIds: ['1', '2', '3'] }
  const open = restart ? [{ kind: 'restart', status: restart }] : []

  expect(meaningOf(cluster, open)).toContain(words)
})

test('a refusal names members of a policy as the form does', () => {
  expect(policyWord('serverTimeoutSeconds')).toBe('Server timeout')
  expect(inFormWords('policy.maxUnavailable: must be at least 1')).toBe('Max unavailable: must be at least 1')
})
