import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { armSchedule, isDue } from '../../lib/core/flows/arm-schedule.ts'
import type { Flow } from '../../lib/core/flows/flow.ts'
import { normaliseExpression, type ScheduleTrigger } from '../../lib/core/flows/trigger.ts'
import { nextDue } from '../../lib/local/due-times.ts'

const flow = (trigger: Partial<ScheduleTrigger>, more: Partial<Flow> = {}): Flow => ({
  tenant: 'default',
  name: 'nightly',
  id: '0'.repeat(24),
  version: 1,
  status: 'active',
  triggerKind: 'schedule',
  trigger: { kind: 'schedule', expression: 'rate(1 hour)', ...trigger },
  tags: {},
  details: {},
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'a',
  updatedAt: '2026-01-01T00:00:00.000Z',
  updatedBy: 'a',
  activatedAt: '2026-01-01T00:10:00.000Z',
  ...more,
})

describe('an expression', () => {
  test.each([
    ['rate(5minutes)', 'rate(5 minutes)'],
    ['rate(1 minutes)', 'rate(1 minute)'],
    ['rate(1hour)', 'rate(1 hour)'],
    ['rate(2 week)', 'rate(2 weeks)'],
    ['rate(3months)', 'rate(3 months)'],
    [' rate( 10 days ) ', 'rate(10 days)'],
    ['cron(0 12 * * ? *)', 'cron(0 12 * * ? *)'],
    ['cron(0/15 8-17 ? * MON-FRI *)', 'cron(0/15 8-17 ? * MON-FRI *)'],
    ['cron(0 9 L * ? *)', 'cron(0 9 L * ? *)'],
    ['cron(0 9 ? * 2#1 *)', 'cron(0 9 ? * 2#1 *)'],
  ])('%s is taken as %s', (given, expected) => expect(normaliseExpression(given)).toBe(expected))

  test.each([
    '',
    'rate()',
    'rate(0 minutes)',
    'rate(-1 minute)',
    'rate(1.5 hours)',
    'rate(5 seconds)',
    'cron()',
    'cron(* * * * *)',
    'cron(0 12 * * * *)',
    'cron(0 12 ? * ? *)',
    'cron(60 0 * * ? *)',
    'cron(0 0 ? 13 MON *)',
    'at(2026-01-01T00:00:00)',
  ])('%s is refused', (given) => expect(normaliseExpression(given)).toBeUndefined())
})

describe('the schedule of a flow', () => {
  test('is absent unless the flow is active, scheduled and not past its end', () => {
    const now = '2026-01-02T00:00:00.000Z'
    expect(armSchedule(flow({}, { status: 'inactive' }), now)).toBeUndefined()
    expect(armSchedule(flow({}, { trigger: { kind: 'event' } }), now)).toBeUndefined()
    expect(armSchedule(flow({ endAt: now }), now)).toBeUndefined()
  })

  test('begins at its named start, and after it at the next multiple of the period', () => {
    const trigger = { startAt: '2026-01-01T00:00:00.000Z' }
    expect(armSchedule(flow(trigger), '2025-12-31T00:00:00.000Z')?.startAt).toBe('2026-01-01T00:00:00.000Z')
    expect(armSchedule(flow(trigger), '2026-01-01T05:30:00.000Z')?.startAt).toBe('2026-01-01T06:00:00.000Z')
  })

  test('without a named start counts from the activation, first due one period after it', () => {
    expect(armSchedule(flow({}), '2026-01-01T00:10:00.000Z')?.startAt).toBe('2026-01-01T01:10:00.000Z')
    expect(armSchedule(flow({}), '2026-01-01T07:00:00.000Z')?.startAt).toBe('2026-01-01T07:10:00.000Z')
  })

  test('adds the offset to every time', () => {
    expect(
      armSchedule(flow({ startAt: '2026-01-01T00:00:00.000Z', offsetSeconds: 600 }), '2026-01-01T05:30:00.000Z')
        ?.startAt,
    ).toBe('2026-01-01T06:10:00.000Z')
  })

  test('says weeks as days and months as the days of the month on which one can end', () => {
    expect(armSchedule(flow({ expression: 'rate(2 weeks)' }), '2026-01-01T00:10:00.000Z')?.expression).toBe(
      'rate(14 days)',
    )
    expect(
      armSchedule(
        flow({ expression: 'rate(1 month)', startAt: '2026-01-15T06:30:00.000Z' }),
        '2026-02-01T00:00:00.000Z',
      )?.expression,
    ).toBe('cron(30 6 15 * ? *)')
    expect(
      armSchedule(
        flow({ expression: 'rate(1 month)', startAt: '2026-01-31T06:30:00.000Z' }),
        '2026-02-01T00:00:00.000Z',
      )?.expression,
    ).toBe('cron(30 6 28-31 * ? *)')
  })

  test('a period of months is due on its day, on the last one of a shorter month, and in its months only', () => {
    const monthly = flow({ expression: 'rate(2 months)', startAt: '2026-01-31T06:30:00.000Z' })
    expect(isDue(monthly, '2026-01-31T06:30:00.000Z')).toBe(true)
    expect(isDue(monthly, '2026-02-28T06:30:00.000Z')).toBe(false)
    expect(isDue(monthly, '2026-03-31T06:30:00.000Z')).toBe(true)
    expect(isDue(monthly, '2026-03-30T06:30:00.000Z')).toBe(false)
    expect(
      isDue(flow({ expression: 'rate(1 month)', startAt: '2026-01-31T06:30:00.000Z' }), '2026-02-28T06:30:00.000Z'),
    ).toBe(true)
  })

  test('armed again at any time, it is due at the same times', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        (every, first, later) => {
          const scheduled = flow({ expression: normaliseExpression(`rate(${every}minutes)`) ?? '' })
          const at = (minutes: number) =>
            new Date(Date.parse('2026-01-01T00:10:00.000Z') + minutes * 60_000).toISOString()
          const [one, other] = [armSchedule(scheduled, at(first)), armSchedule(scheduled, at(first + later))]
          const difference = Date.parse(other?.startAt ?? '') - Date.parse(one?.startAt ?? '')
          expect(difference % (every * 60_000)).toBe(0)
          expect(other?.startAt !== undefined && other.startAt >= at(first + later)).toBe(true)
        },
      ),
    )
  })
})

describe('the local clock', () => {
  const madeAt = Date.parse('2026-03-27T10:00:00Z')
  const next = (expression: string, after: string, more = {}) => {
    const due = nextDue({ expression, madeAt, ...more }, Date.parse(after))
    return due === undefined ? undefined : new Date(due).toISOString()
  }

  test('a rate is due one period after it was made, or at its start, and then each period', () => {
    expect(next('rate(5 minutes)', '2026-03-27T10:00:00Z')).toBe('2026-03-27T10:05:00.000Z')
    expect(next('rate(5 minutes)', '2026-03-27T10:07:00Z', { startAt: madeAt })).toBe('2026-03-27T10:10:00.000Z')
    expect(next('rate(1 day)', '2026-03-27T10:00:00Z', { startAt: Date.parse('2026-04-01T00:00:00Z') })).toBe(
      '2026-04-01T00:00:00.000Z',
    )
  })

  test('weekdays count from Sunday = 1', () => {
    expect(next('cron(0 9 ? * 2 *)', '2026-03-27T10:00:00Z')).toBe('2026-03-30T09:00:00.000Z')
    expect(next('cron(0 9 ? * 2#1 *)', '2026-03-27T10:00:00Z')).toBe('2026-04-06T09:00:00.000Z')
  })

  test('a time zone moves with daylight saving', () => {
    expect(next('cron(0 9 * * ? *)', '2026-03-28T00:00:00Z', { timeZone: 'Europe/Berlin' })).toBe(
      '2026-03-28T08:00:00.000Z',
    )
    expect(next('cron(0 9 * * ? *)', '2026-03-29T00:00:00Z', { timeZone: 'Europe/Berlin' })).toBe(
      '2026-03-29T07:00:00.000Z',
    )
  })

  test('an at expression is due once, in its zone, and nothing is due after its end', () => {
    expect(next('at(2026-04-01T12:00:00)', '2026-03-27T10:00:00Z', { timeZone: 'America/New_York' })).toBe(
      '2026-04-01T16:00:00.000Z',
    )
    expect(next('at(2026-04-01T12:00:00)', '2026-04-01T12:00:00Z')).toBeUndefined()
    expect(
      next('rate(5 minutes)', '2026-03-27T10:07:00Z', { endAt: Date.parse('2026-03-27T10:09:00Z') }),
    ).toBeUndefined()
  })
})
