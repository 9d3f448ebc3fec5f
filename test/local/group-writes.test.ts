import { expect, test } from 'vitest'
import { groupWrites, type Write } from '../../lib/local/group-writes.ts'

const writeOf = (name: string): Write => ({ DeleteRequest: { Key: { name } } })
const nameIn = (write: Write) => ('DeleteRequest' in write ? (write.DeleteRequest.Key as { name: string }).name : '')

test('what is asked for while a batch is being written goes together in the next one, 25 at most', async () => {
  const batches: string[][] = []
  const release: (() => void)[] = []
  const write = groupWrites(async (writes) => {
    batches.push(writes.map(nameIn))
    await new Promise<void>((resolve) => release.push(resolve))
  })
  const done = Promise.all(Array.from({ length: 30 }, (_, at) => write(writeOf(String(at)))))
  expect(batches).toEqual([['0'], ['1']])
  release.shift()?.()
  await expect.poll(() => batches.length).toBe(3)
  expect(batches[2]).toHaveLength(25)
  await expect.poll(() => (release.shift()?.(), batches.length)).toBe(4)
  for (const each of release.splice(0)) each()
  await done
  expect(batches.flat().sort()).toEqual(Array.from({ length: 30 }, (_, at) => String(at)).sort())
})

test('a write that is refused fails alone', async () => {
  const write = groupWrites(async (writes) => {
    await Promise.resolve()
    if (writes.some((one) => nameIn(one) === 'wrong')) throw new Error('refused')
  })
  const outcomes = await Promise.allSettled(['1', '2', 'a', 'wrong', 'b'].map((name) => write(writeOf(name))))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
})
