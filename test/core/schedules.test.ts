import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { armSchedule, isDue } from '../../lib/core/flows/arm-schedule.ts'
import { storedFlow } from '../_harness/flow-items.ts'
import type { Flow } from '../../lib/core/flows/flow.ts'
import { normaliseExpression, type ScheduleTrigger } from '../../lib/core/flows/trigger.ts'
import { expressionProblem, nextDue } from '../../lib/local/schedule-expression.ts'

const flow = (trigger: Partial<ScheduleTrigger>, more: Partial<Flow> = {}): Flow =>
  storedFlow({
    status: 'active',
    triggerKind: 'schedule',
    trigger: { kind: 'schedule', expression: 'rate(1 hour)', ...trigger },
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
    ['cron(0 9 ? * mon#5 *)', 'cron(0 9 ? * MON#5 *)'],
    ['cron(15 10 ? * 6L 2022-2023)', 'cron(15 10 ? * 6L 2022-2023)'],
    ['cron(0 9 ? * L *)', 'cron(0 9 ? * L *)'],
    ['cron( 0  9 3W  JAN,MAR-may ? 2030/2 )', 'cron(0 9 3W JAN,MAR-MAY ? 2030/2)'],
    ['cron(*/5 1/2,8-17/3 1,15-20 * ? *)', 'cron(*/5 1/2,8-17/3 1,15-20 * ? *)'],
    ['cron(0 0 29 2 ? 2028)', 'cron(0 0 29 2 ? 2028)'],
    ['rate(52178400 minutes)', 'rate(52178400 minutes)'],
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
    ...['8', '0', '5#L', '5#6', '2#1,4#3', 'MON/2', '*/2', 'SAT-SUN', 'L,2', '2L,3L', 'MONDAY', '2#1L', '1-7#1'].map(
      (dayOfWeek) => `cron(0 9 ? * ${dayOfWeek} *)`,
    ),
    ...['1W,15W', '32', '0', 'LW', 'L-3', '1-5W', '15W/2', 'L,1', '32W', '31-1'].map((day) => `cron(0 9 ${day} * ? *)`),
    ...['1969', '2200', '2030-2200', '20', '2030/0'].map((year) => `cron(0 9 * * ? ${year})`),
    ...['*/60', '*/0', '60', '-1', '1-', '1,', '?', 'L', '5-3', '*-5', '1.5', '1e1', '005x'].map(
      (minute) => `cron(${minute} 9 * * ? *)`,
    ),
    'cron(0 24 * * ? *)',
    'cron(0 0/24 * * ? *)',
    'cron(0 0 * 0 ? *)',
    // Never due.
    'cron(0 0 31 2 ? *)',
    'cron(0 0 30-31 FEB ? *)',
    'cron(0 0 29 2 ? 2026-2027)',
    'cron(0 0 31W 4,6 ? *)',
    'cron(0 0 ? 2 2#5 2027)',
    // Longer than a century.
    'rate(999999999weeks)',
    'rate(52596001 minutes)',
    'rate(36526 days)',
    'rate(1200 months)',
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

  test('is absent once it would begin at its end', () => {
    const endAt = '2026-01-01T00:00:00.000Z'
    for (const expression of ['rate(5 minutes)', 'rate(1 month)', 'cron(0 * * * ? *)']) {
      const armed = (startAt: string) => armSchedule(flow({ startAt, endAt, expression }), '2025-12-31T00:00:00.000Z')
      expect(armed(endAt)).toBeUndefined()
      expect(armed('2025-12-31T23:59:00.000Z')).toBeDefined()
    }
  })

  test('is the same with an offset, which moves the window of records and no due time', () => {
    const triggers = [
      { startAt: '2026-01-01T00:00:00.000Z' },
      { startAt: '2026-01-01T00:00:00.000Z', endAt: '2026-01-01T06:30:00.000Z' },
      { expression: 'rate(1 month)', startAt: '2026-01-31T23:50:00.000Z' },
      { expression: 'cron(0 * * * ? *)', startAt: '2026-01-02T00:00:00.000Z' },
    ]
    for (const trigger of triggers) {
      const now = '2026-01-01T05:30:00.000Z'
      expect(armSchedule(flow({ ...trigger, offsetSeconds: 36_000 }), now)).toEqual(armSchedule(flow(trigger), now))
    }
    const monthly = flow({ expression: 'rate(1 month)', startAt: '2026-01-31T23:50:00.000Z', offsetSeconds: 3600 })
    expect(isDue(monthly, '2026-02-28T23:50:00.000Z')).toBe(true)
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

describe('whatever is accepted', () => {
  const number = (first: number, last: number) => fc.integer({ min: first, max: last }).map(String)
  /** Field texts, most of them near what is documented. */
  const field = (first: number, last: number, more: readonly string[] = []) => {
    const sound = fc.oneof(number(first, last), fc.constantFrom('*', ...more))
    const value = fc.oneof({ weight: 9, arbitrary: sound }, number(first - 1, last + 1))
    const item = fc.oneof(
      { weight: 8, arbitrary: value },
      fc.tuple(value, fc.constantFrom('-', '/', '#', ',', 'L', 'W'), value).map((parts) => parts.join('')),
      fc.tuple(value, value, value).map(([from, to, step]) => `${from}-${to}/${step}`),
    )
    return fc.array(item, { minLength: 1, maxLength: 2 }).map((items) => items.join(','))
  }
  const dayFields = fc.oneof(
    field(1, 31, ['L', '15W', '31', '30']).map((day) => [day, '?']),
    field(1, 7, ['L', 'SUN', 'FRI', '6L', '2#5']).map((day) => ['?', day]),
  )
  const cron = fc
    .tuple(field(0, 59), field(0, 23), dayFields, field(1, 12, ['FEB', '2']), field(1970, 2199, ['2027']))
    .map(([minute, hour, [day, weekday], month, year]) => `cron(${minute} ${hour} ${day} ${month} ${weekday} ${year})`)
  const rate = fc
    .tuple(fc.oneof(fc.nat(), number(0, 100)), fc.constantFrom('minute', 'hours', 'days', 'week', 'months'))
    .map(([every, unit]) => `rate(${every}${unit})`)
  // Crons end with the year 2199.
  const time = fc.option(
    fc.integer({ min: 0, max: 6_900_000_000 }).map((seconds) => new Date(seconds * 1000).toISOString()),
    { nil: undefined },
  )

  test('can be armed with Scheduler, and is due or over', () => {
    const accepted = { rate: 0, cron: 0 }
    fc.assert(
      fc.property(
        fc.oneof(cron, rate),
        fc.record({ startAt: time, endAt: time, offsetSeconds: fc.integer({ min: 0, max: 36_000 }) }),
        fc.integer({ min: 1_700_000_000, max: 7_000_000_000 }),
        (text, more, nowSeconds) => {
          const expression = normaliseExpression(text)
          if (expression === undefined) return
          accepted[expression.startsWith('rate') ? 'rate' : 'cron']++
          expect(normaliseExpression(expression)).toBe(expression)
          const now = nowSeconds * 1000
          const armed = armSchedule(flow({ expression, ...more }), new Date(now).toISOString())
          // Over: only what has an end can be.
          if (!armed) {
            expect(more.endAt).toBeDefined()
            return
          }
          const startAt = armed.startAt === undefined ? undefined : Date.parse(armed.startAt)
          const endAt = armed.endAt === undefined ? undefined : Date.parse(armed.endAt)
          expect(expressionProblem({ expression: armed.expression })).toBeUndefined()
          expect((startAt ?? now) < (endAt ?? Infinity)).toBe(true)
          const due = nextDue({ expression: armed.expression, startAt, endAt, madeAt: now }, now - 1)
          const ever = nextDue({ expression: armed.expression, madeAt: 0 }, 0)
          expect(due ?? ever).toBeDefined()
          if (expression.startsWith('rate') && endAt === undefined) expect(due).toBeDefined()
        },
      ),
      { numRuns: 2000 },
    )
    expect(Math.min(accepted.rate, accepted.cron)).toBeGreaterThan(50)
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
    expect(next('cron(0 9 ? * 6L *)', '2026-03-27T10:00:00Z')).toBe('2026-04-24T09:00:00.000Z')
    expect(next('cron(0 9 ? * L *)', '2026-03-27T10:00:00Z')).toBe('2026-03-28T09:00:00.000Z')
  })

  test('days near a weekday, last days, leap days and years are found', () => {
    expect(next('cron(0 9 4W * ? *)', '2026-03-27T10:00:00Z')).toBe('2026-04-03T09:00:00.000Z')
    expect(next('cron(0 9 L * ? *)', '2026-03-27T10:00:00Z')).toBe('2026-03-31T09:00:00.000Z')
    expect(next('cron(0 9 29 2 ? *)', '2026-03-27T10:00:00Z')).toBe('2028-02-29T09:00:00.000Z')
    expect(next('cron(0/20 8-9 1 1 ? 2030/2)', '2026-03-27T10:00:00Z')).toBe('2030-01-01T08:00:00.000Z')
    expect(next('cron(0 0 1 1 ? 2020)', '2026-03-27T10:00:00Z')).toBeUndefined()
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
