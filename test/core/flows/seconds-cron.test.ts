import { Cron } from 'croner'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueTimes } from '../../../lib/core/flows/arm-schedule.ts'
import { readCron } from '../../../lib/core/flows/cron.ts'
import { dueSeconds, minuteExpression, normaliseSecondsCron } from '../../../lib/core/flows/seconds-cron.ts'
import { expressionProblem } from '../../../lib/local/schedule-expression.ts'
import { storedFlow } from '../../_harness/flow-items.ts'

test.each([
  ['*/3 * * * *', '0 */3 * * * *'],
  ['  0   12 * * MON-fri ', '0 0 12 * * MON-fri'],
  ['*/10 * * * * *', '*/10 * * * * *'],
  ['* /2 * * * *', '* */2 * * * *'],
  ['0 0 1,/10 ? * 7', '0 0 1,*/10 ? * 7'],
  ['5/20 0 1 JAN ?', '0 5/20 0 1 JAN ?'],
  ['0 0 * * */90', '0 0 0 * * */90'],
])('%s is taken as %s', (given, expected) => expect(normaliseSecondsCron(given)).toBe(expected))

test.each([
  ...['', '* * * *', '* * * * * * *', '@daily', '60 * * * *', '*/0 * * * *', '0 0 L * *', '0 24 * * *', '0 0 0 * *'],
  ...['0 0 31 2 *', '0 0 30,31 FEB ?', '5-3 * * * *', '*-5 * * * *', '1, * * * *', '* * * * MONDAY', '* * * * 8'],
  ...['-1 * * * *', '1.5 * * * *', 'JAN * * * *', '* * * 13 *', '0 0 * * 1#2', '/ * * * *', '0 0 15W * *'],
])('%j is none that can be scheduled', (given) => expect(normaliseSecondsCron(given)).toBeUndefined())

const field = (first: number, last: number) => {
  const value = fc.integer({ min: first, max: last })
  const range = fc.tuple(value, value).map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`)
  const step = fc.integer({ min: 2, max: Math.min(20, last - first) }).map((by) => `*/${by}`)
  const item = fc.oneof(value.map(String), range, step)
  return fc.oneof(
    { arbitrary: fc.constant('*'), weight: 2 },
    fc.array(item, { minLength: 1, maxLength: 3 }).map((all) => all.join(',')),
  )
}
// The other reader takes a list of all days for a restriction; here it is none.
const weekday = fc.constantFrom('*', '0', '7', '1-5', '*/2', 'SUN', 'tue,SAT', '3,5-6')
const expressions = fc
  .tuple(field(0, 59), field(0, 59), field(0, 23), field(1, 28), field(1, 12), weekday)
  .map((fields) => fields.join(' '))
// The times of a month and a bit, some of them beside its end.
const minutes = fc.integer({ min: 0, max: 60 * 24 * 400 }).map((n) => new Date(Date.UTC(2027, 0, 1) + n * 60_000))

test('it is due when a general reader of cron says so, and Scheduler calls in each such minute', () => {
  fc.assert(
    fc.property(expressions, minutes, (expression, minute) => {
      const before = new Date(minute.getTime() - 1)
      // The next minute in which it is due, so that some are.
      const next = new Cron(expression, { timezone: 'UTC' }).nextRun(before)
      if (!next) return
      const at = new Date(Math.floor(next.getTime() / 60_000) * 60_000)
      const due = dueSeconds(expression, at.toISOString())
      expect(due[0]).toBe(next.toISOString())
      const called = minuteExpression(expression)
      expect(expressionProblem({ expression: called })).toBeUndefined()
      const cron = readCron(called)
      expect(cron?.minutes).toContain(at.getUTCMinutes())
      expect(cron?.hours).toContain(at.getUTCHours())
      expect(cron?.months).toContain(at.getUTCMonth() + 1)
      if (cron?.days.kind === 'of-month') expect(cron.days.days).toContain(at.getUTCDate())
      if (cron?.days.kind === 'of-week') expect(cron.days.weekdays).toContain(at.getUTCDay())
      expect(dueSeconds(expression, minute.toISOString()).length > 0).toBe(at.getTime() === minute.getTime())
    }),
    { numRuns: 300 },
  )
})

describe('what a call of the clock stands for', () => {
  const at = '2026-01-01T00:05:00.000Z'
  const flow = (cron: string) => {
    const trigger = { kind: 'schedule' as const, expression: minuteExpression(cron), secondsCron: cron }
    return storedFlow({ status: 'active', triggerKind: 'schedule', trigger })
  }

  test('is each due second of its minute', () => {
    expect(dueTimes(flow('*/20 * * * * *'), at)).toEqual(
      [0, 20, 40].map((second) => at.replace(':00.', `:${String(second).padStart(2, '0')}.`)),
    )
  })

  test('is nothing where Scheduler is told less than the expression says', () => {
    // The first of a month or a Monday; 1 January 2026 was a Thursday.
    const either = flow('0 0 0 1 * 1')
    expect(either.trigger).toMatchObject({ expression: 'cron(0 0 * * ? *)' })
    expect(dueTimes(either, '2026-01-01T00:00:00.000Z')).toHaveLength(1)
    expect(dueTimes(either, '2026-01-02T00:00:00.000Z')).toEqual([])
    expect(dueTimes(either, '2026-01-05T00:00:00.000Z')).toHaveLength(1)
  })
})
