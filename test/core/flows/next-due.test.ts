import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextDue } from '../../../lib/core/flows/next-due.ts'
import { dueSeconds } from '../../../lib/core/flows/seconds-cron.ts'

test.each([
  ['0 */3 * * * *', '2026-01-01T00:00:00.000Z', '2026-01-01T00:03:00.000Z'],
  ['*/10 * * * * *', '2026-01-01T00:00:50.000Z', '2026-01-01T00:01:00.000Z'],
  ['*/10 * * * * *', '2026-01-01T00:00:49.999Z', '2026-01-01T00:00:50.000Z'],
  ['0 0 12 * * 1-5', '2026-01-02T12:00:00.000Z', '2026-01-05T12:00:00.000Z'],
  ['59 59 23 31 12 *', '2026-12-31T23:59:59.000Z', '2027-12-31T23:59:59.000Z'],
  ['0 0 0 29 2 *', '2096-02-29T00:00:00.000Z', '2104-02-29T00:00:00.000Z'],
  ['0 0 0 13 * 5', '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'],
])('%s is due next after %s at %s', (cron, at, next) => expect(nextDue(cron, at)).toBe(next))

test('an expression that is none is never due', () => {
  expect(nextDue('0 0 0 31 2 *', '2026-01-01T00:00:00.000Z')).toBeUndefined()
})

test('nothing is due between a time and the next one, which is', () => {
  const seconds = fc.constantFrom('0', '*/7', '3,59', '*')
  const minutes = fc.constantFrom('*', '*/5', '17', '0,59')
  const start = Date.parse('2026-02-27T22:00:00.000Z')
  fc.assert(
    fc.property(seconds, minutes, fc.nat({ max: 3 * 3600 * 1000 }), (second, minute, ahead) => {
      const cron = `${second} ${minute} * * * *`
      const at = start + ahead
      const expected = Array.from({ length: 61 }, (_one, index) => new Date(at + index * 60_000).toISOString())
        .flatMap((one) => dueSeconds(cron, one))
        .find((one) => Date.parse(one) > at)
      expect(nextDue(cron, new Date(at).toISOString())).toBe(expected)
    }),
    { numRuns: 50 },
  )
})
