import { describe, expect, test } from 'vitest'
import type { Change } from '../../../lib/core/change.ts'
import type { Slice } from '../../../lib/core/runs/message.ts'
import type { Run } from '../../../lib/core/runs/run.ts'
import { abandonRun, sumRun } from '../../../lib/core/runs/sum-run.ts'
import { countAttempts, isCounted } from '../../../lib/core/usage/count-attempts.ts'
import { isDay, monthBefore, monthsOf } from '../../../lib/core/usage/days.ts'
import { UsageSum } from '../../../lib/core/usage/sum-usage.ts'
import { usageSeen, type Usage } from '../../../lib/core/usage/usage.ts'
import { storedRun } from '../../_harness/runnable-flows.ts'

const at = '2026-01-31T23:59:59.999Z'
const run = storedRun({ startedBy: { id: 'ann' } })
const slice = (sums: object): Slice => ({
  tenant: 'default',
  runId: run.id,
  flowId: run.flowId,
  flowKey: run.flowKey,
  slice: 0,
  sums: sums as Slice['sums'],
  expiresAt: 0,
})
const added = (change: Change) =>
  change.flatMap((write) =>
    write.kind === 'add' && write.entity === 'usage'
      ? [[write.item.grouping, write.item.key, write.sums.executions] as const]
      : [],
  )

describe('what a run adds to the usage', () => {
  test('is what its slices have attempted since, by user, flow and component', () => {
    const slices = [slice({ 'attempts.a.b': 2, 'attempts.c': 1, started: 4 }), slice({ 'attempts.a.b': 1 })]
    const { after, change } = countAttempts(run, slices, at, 3)
    expect(added(change)).toEqual([
      ['user', 'ann', 4],
      ['flow', run.flowId, 4],
      ['component', 'a.b', 3],
      ['component', 'c', 1],
    ])
    expect(change[0]).toMatchObject({ item: { day: '2026-01-31', userId: 'ann', shard: 3 } })
    expect(countAttempts(after, slices, at, 0).change).toEqual([])
    expect(added(countAttempts(after, [...slices, slice({ 'attempts.c': 5 })], at, 0).change)).toEqual([
      ['user', 'ann', 5],
      ['flow', run.flowId, 5],
      ['component', 'c', 5],
    ])
  })

  test('goes to the organisation of who started the flow', () => {
    const { change } = countAttempts(
      { ...run, startedBy: { id: 'ann', organisation: 'acme' } },
      [slice({ 'attempts.a': 1 })],
      at,
      0,
    )
    for (const { item } of change) {
      expect(item).toMatchObject({ organisation: 'acme' })
      expect(item).not.toHaveProperty('userId')
    }
  })

  test('is of no component where a step is no more, and of any that is called like what objects have', () => {
    const { after, change } = countAttempts(run, [slice({ 'attempts.': 1, 'attempts.__proto__': 2 })], at, 0)
    expect(added(change).slice(1)).toEqual([
      ['flow', run.flowId, 3],
      ['component', '__proto__', 2],
    ])
    expect(isCounted(after, [slice({ 'attempts.': 1, 'attempts.__proto__': 2 })])).toBe(true)
  })

  test('is nothing for a run that began before usage was counted', () => {
    const old = storedRun()
    expect(countAttempts(old, [slice({ 'attempts.a': 1 })], at, 0).change).toEqual([])
    expect(isCounted(old, [slice({ 'attempts.a': 1 })])).toBe(true)
  })

  test('goes into several transactions where one does not hold it, and the run ends with the last', () => {
    const slices = [
      slice({
        started: 249,
        succeeded: 250,
        ...Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`attempts.c${index}`, 1])),
      }),
    ]
    let present: Run = run
    const sizes: number[] = []
    const executions = { user: 0, component: 0 }
    for (let parts = 0; present.status === 'in-progress' && parts < 9; parts++) {
      const { after, change } = sumRun(present, slices, undefined, at)
      expect(isCounted(after, slices)).toBe(after.status === 'succeeded')
      for (const [grouping, , by] of added(change)) if (grouping !== 'flow') executions[grouping] += by
      sizes.push(change.length)
      present = after
    }
    expect(executions).toEqual({ user: 250, component: 250 })
    expect(sizes).toEqual([93, 93, 73])
  })

  test('is written with the end of a run that is ended', () => {
    const { after, change } = abandonRun(run, [slice({ 'attempts.a': 1, errors: 1 })], undefined, {
      message: 'No.',
      at,
    })
    expect([after.status, after.attempts]).toEqual(['failed', { a: 1 }])
    expect(added(change)).toHaveLength(3)
  })
})

describe('days', () => {
  test.each([
    ['2026-03-31', '2026-02-28'],
    ['2024-03-30', '2024-02-29'],
    ['2026-01-15', '2025-12-15'],
    ['2026-12-31', '2026-11-30'],
    ['0050-03-31', '0050-02-28'],
  ])('a month before %s is %s', (day, before) => expect(monthBefore(day)).toBe(before))

  test.each(['2026-02-30', '2026-13-01', '2026-1-1', '', '2026-01-01T00:00:00Z', '26-01-01', 'today'])(
    '%j is none',
    (text) => expect(isDay(text)).toBe(false),
  )

  test('lie in months, of which no more are read than counts are shown of', () => {
    expect(monthsOf({ from: '2025-12-31', to: '2026-02-01' }, at)).toEqual(['2025-12', '2026-01'])
    expect(monthsOf({ from: '2026-03-01', to: '2026-04-01' }, at)).toEqual([])
    const all = monthsOf({ from: '0001-01-01', to: '9999-12-31' }, at)
    expect([all[0], all.length, all.at(-1)]).toEqual(['2024-01', 25, '2026-01'])
  })
})

test('counts of one key add up, those of other organisations apart, most first', () => {
  const sum = new UsageSum()
  const one = (key: string, executions: number, organisation?: string) =>
    sum.add({ key, organisation, sums: { executions } } as Usage)
  one('b', 1)
  one('a', 1)
  one('c', 2)
  one('c', 3, 'acme')
  one('c', 1)
  expect(sum.rows.map(({ key, organisation, executions }) => [key, organisation, executions])).toEqual([
    ['c', undefined, 3],
    ['c', 'acme', 3],
    ['a', undefined, 1],
    ['b', undefined, 1],
  ])
})

test.each([
  [{ permissions: ['*'], organisation: 'acme', userId: 'ann' }, 'all'],
  [{ permissions: ['users.manage', 'tenant.all'], organisation: 'acme', userId: 'ann' }, { organisation: 'acme' }],
  [{ permissions: [], userId: 'ann' }, { userId: 'ann' }],
  [{ permissions: ['flows.read'] }, 'none'],
])('%j is shown the counts of %j', (caller, expected) => {
  expect(usageSeen({ tenant: 'default', id: 'x', name: 'ann', kind: 'user', ...caller })).toEqual(expected)
})
