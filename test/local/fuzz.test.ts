import { expect, test } from 'vitest'
import { fuzz } from '../_harness/fuzz.ts'

test('requests nobody would send in good faith are refused without an internal error, and in time', async () => {
  const { statuses, faults } = await fuzz({ seed: 1, requests: 1500, isKnown: false })

  expect(faults).toEqual([])
  expect(Object.values(statuses).reduce((sum, count) => sum + count, 0)).toBe(1500)
  // Past the parser and the router there are refusals of every kind.
  expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['200', '400', '401', '403', '404']))
}, 120_000)
