import { expect, test } from 'vitest'
import { Losses } from '../../lib/node-red/losses.ts'

const second = 1000
const minute = 60 * second

test('a flow over whose beginning the engine ends is begun once more', () => {
  const losses = new Losses()
  expect(losses.atBeginning('a')).toBe(true)
  expect(losses.atBeginning('b')).toBe(true)
  expect(losses.atBeginning('a')).toBe(false)
  losses.began('b', 0)
  expect(losses.atBeginning('b')).toBe(true)
})

test('at the third end in a row the flow that was begun last is to blame, then the one before', () => {
  const losses = new Losses()
  losses.began('old', 0)
  losses.began('a', 2 * minute)
  losses.began('b', 2 * minute + second)
  losses.began('a', 2 * minute + 2 * second)
  const now = 2 * minute + 3 * second

  expect([1, 2].map((count) => losses.inARow(count, false, now))).toEqual([undefined, undefined])
  expect(losses.inARow(3, false, now + minute)).toBe('a')
  losses.forget('a')
  expect(losses.inARow(4, false, now + 2 * minute)).toBe('b')
  losses.forget('b')
  // What has run for long is not stopped for a guess.
  expect(losses.inARow(5, false, now + 2 * minute)).toBeUndefined()
})

test('where the engine ends over a flow that is being begun, none that runs is to blame', () => {
  const losses = new Losses()
  losses.began('a', 0)
  expect([1, 2, 3].map((count) => losses.inARow(count, true, second))).toEqual([undefined, undefined, undefined])
  expect(losses.inARow(4, false, second)).toBe('a')
})
