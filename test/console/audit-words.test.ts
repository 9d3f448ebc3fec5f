import { describe, expect, test } from 'vitest'
import { valueText } from '../../lib/console/app/pages/audit/times.ts'
import { actorOf, actionOf } from '../../lib/console/app/pages/audit/words.ts'

const told = (kind: 'server' | 'rollout' | 'flow', to: Record<string, unknown>, from: Record<string, unknown> = {}) => {
  const changed = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  const { verb, part } = actionOf({ verb: 'updated', thing: { kind, key: 'k' }, changed, from, to })
  return `${verb} ${part}`.trim()
}

describe('a change in the audit trail', () => {
  const application = 'desired.applications.orders-app'

  test.each([
    [{ [`${application}.flows.OrderFlow`]: 'stopped' }, 'stopped flow OrderFlow of orders-app on'],
    [{ [`${application}.flows.A`]: 'paused', [`${application}.flows.B`]: 'paused' }, 'paused 2 flows of orders-app on'],
    [{ [`${application}.state`]: 'stopped' }, 'stopped orders-app on'],
    [{ [`${application}.restartGeneration`]: 2 }, 'restarted orders-app on'],
    [{ [`${application}.versionId`]: 'v', [`${application}.placement`]: 'r' }, 'deployed orders-app to'],
    [{ 'desired.command.kind': 'restart', 'desired.command.generation': 1 }, 'asked to restart'],
    [{ name: 'mule-9' }, 'updated'],
  ])('of a server, %j, is told as what was done there', (to, words) => {
    expect(told('server', to)).toBe(words)
  })

  test('of a rollout is told by what was asked of it, and not by the member that says so', () => {
    expect(told('rollout', { isPausing: true })).toBe('asked to pause')
    expect(told('rollout', { status: 'pending' }, { status: 'paused' })).toBe('resumed')
    expect(told('rollout', { isCancelling: true })).toBe('asked to cancel')
  })

  test('that Sluice made itself names Sluice before its function, and no user', () => {
    const actor = { name: 'roll-cluster-EndRollout', kind: 'service' } as const
    expect(actorOf({ actor, door: 'sluice' })).toBe('Sluice (roll-cluster-EndRollout)')
    expect(actorOf({ actor: { name: 'admin', kind: 'user' }, door: 'control' })).toBe('admin')
  })

  test('shows times as times, in a zone that it names, whether they come as text or as seconds', () => {
    const times = [valueText('expiresAt', 1_796_101_217), valueText('enrolledAt', '2026-12-01T05:00:17.000Z')]
    expect(times[0]).toBe(times[1])
    expect(times[0]).toMatch(/2026.*\d\d:\d\d:17 \w+/)
  })
})
