import { describe, expect, test } from 'vitest'
import { nextDueTimes, timetableOf } from '../../lib/console/app/pages/flow/due-times.ts'
import { phasesOf } from '../../lib/console/app/pages/rollout/phases.ts'
import { arrange } from '../../lib/console/app/parts/arrange.ts'
import { layers } from '../../lib/console/app/parts/layers.ts'

describe('the graph of a flow', () => {
  const nodes = (ids: string) => [...ids].map((id) => ({ id }))
  const edges = (...pairs: string[]) => pairs.map(([from = '', to = '']) => ({ from, to }))
  const drawn = (ids: string, ...pairs: string[]) =>
    layers(nodes(ids), edges(...pairs)).map(({ id, column, row }) => `${id}${column}${row}`)

  test('has each step right of all that lead to it', () => {
    expect(drawn('abcd', 'ab', 'ac', 'bd', 'cd', 'ad')).toEqual(['a00', 'b10', 'c11', 'd20'])
  })

  test('is drawn whatever it is: circles, steps alone, links to nothing', () => {
    expect(drawn('abc', 'ab', 'ba', 'cc', 'xa')).toHaveLength(3)
    expect(drawn('ab')).toEqual(['a00', 'b01'])
  })
})

describe('a list', () => {
  const columns = [
    { id: 'name', by: ({ name }: { name: string; size: number }) => name },
    { id: 'size', by: ({ size }: { name: string; size: number }) => size },
  ]
  const items = [
    { name: 'mule-10', size: 3 },
    { name: 'Mule-9', size: 20 },
    { name: 'other', size: 100 },
  ]
  const names = (...[search, sort, isDown]: [string, string, boolean]) =>
    arrange(items, columns, search, sort, isDown).map(({ name }) => name)

  test('is sorted as people count, and searched in every column whatever the case', () => {
    expect(names('', 'name', false)).toEqual(['Mule-9', 'mule-10', 'other'])
    expect(names('', 'size', true)).toEqual(['other', 'Mule-9', 'mule-10'])
    expect(names('MULE', '', false)).toEqual(['mule-10', 'Mule-9'])
    expect(names('20', '', false)).toEqual(['Mule-9'])
  })

  test('of a thousand rows is arranged in a blink', () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({ name: `mule-${index}`, size: index % 7 }))
    const began = performance.now()
    for (let round = 0; round < 5; round++) arrange(many, columns, 'mule', 'name', true)

    expect((performance.now() - began) / 5).toBeLessThan(100)
  })
})

describe('the trigger of a flow', () => {
  test.each([
    [{ kind: 'webhook' }, 'webhook'],
    [{ kind: 'schedule', expression: 'rate(1 days)' }, 'every day'],
    [{ kind: 'schedule', expression: 'rate(5 minutes)' }, 'every 5 minutes'],
    [{ kind: 'schedule', expression: 'cron(0 9 ? * MON-FRI *)' }, 'cron(0 9 ? * MON-FRI *)'],
    [{ kind: 'schedule', expression: 'cron(* * * * ? *)', secondsCron: '*/30 * * * * *' }, '*/30 * * * * *'],
  ])('%j is told as %s', (trigger, words) => {
    expect(timetableOf(trigger)).toBe(words)
  })

  test('is due when EventBridge says: weekdays count from 1, Sunday, in UTC', () => {
    const days = nextDueTimes({ kind: 'schedule', expression: 'cron(30 9 ? * 2 *)' }, 2)

    expect(days.map((at) => [at.getUTCDay(), at.getUTCHours(), at.getUTCMinutes()])).toEqual([
      [1, 9, 30],
      [1, 9, 30],
    ])
  })

  test('that counts from a time the API does not tell has no next times', () => {
    expect(nextDueTimes({ kind: 'schedule', expression: 'rate(5 minutes)' }, 3)).toEqual([])
    expect(nextDueTimes({ kind: 'schedule', expression: 'cron(nonsense)' }, 3)).toEqual([])
  })
})

describe('the lane of a server', () => {
  const at = (seconds: number) => new Date(seconds * 1000).toISOString()
  const names = (step: Parameters<typeof phasesOf>[0], now: number) =>
    phasesOf(step, now * 1000).map(({ name, from, to }) => `${name} ${(to - from) / 1000}`)

  test('shows each phase until the next, and the last until now', () => {
    const times = { orderedAt: at(0), deliveredAt: at(2), downAt: at(5), upAt: at(9) }

    expect(names({ status: 'ordered', phase: 'holding', times }, 12)).toEqual([
      'delivering 2',
      'draining 3',
      'restarting 4',
      'holding 3',
    ])
  })

  test('ends where the server is over, red where it failed, and is empty before its turn', () => {
    expect(names({ status: 'failed', times: { orderedAt: at(0), deliveredAt: at(2), endedAt: at(30) } }, 99)).toEqual([
      'delivering 2',
      'failed 28',
    ])
    expect(names({ status: 'waiting', times: {} }, 99)).toEqual([])
  })
})
