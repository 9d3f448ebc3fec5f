import { expect, test } from 'vitest'
import { concurrently } from '../../lib/runtime/invocation/concurrently.ts'

test('results come in the order of the items, with at most so many under way', async () => {
  let underWay = 0
  let most = 0
  const results = await concurrently(3, [5, 1, 4, 2, 3], async (item) => {
    most = Math.max(most, ++underWay)
    for (let turn = 0; turn < item; turn++) await Promise.resolve()
    underWay--
    return item * 10
  })

  expect(results).toEqual([50, 10, 40, 20, 30])
  expect(most).toBe(3)
})

test('after an error nothing further is begun, and nothing goes on once it is thrown', async () => {
  const begun: number[] = []
  let underWay = 0
  const all = concurrently(2, [1, 2, 3, 4, 5, 6], async (item) => {
    begun.push(item)
    underWay++
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
    underWay--
    if (item === 2) throw new Error('refused')
  })

  await expect(all).rejects.toThrow('refused')
  expect(underWay).toBe(0)
  expect(begun.length).toBeLessThanOrEqual(3)
})
