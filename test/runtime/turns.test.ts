import type * as crypto from 'node:crypto'
import { scrypt } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { hashPassword } from '../../lib/runtime/credentials/passwords.ts'
import { turns } from '../../lib/runtime/credentials/turns.ts'

vi.mock('node:crypto', { spy: true })
const actual = await vi.importActual<typeof crypto>('node:crypto')

test('so many run at once, so many wait in order, and the next is refused at once', async () => {
  const inTurn = turns({ atOnce: 2, waiting: 1, refusal: 'Too many.' })
  const log: string[] = []
  const ends: (() => void)[] = []
  const work = (name: string) => () => {
    log.push(name)
    return new Promise<void>((resolve) => ends.push(resolve))
  }

  const all = [inTurn(work('a')), inTurn(work('b')), inTurn(work('c'))]
  await expect(inTurn(work('d'))).rejects.toMatchObject({
    code: 'throttled',
    message: 'Too many.',
    data: { retryAfterSeconds: 1 },
  })
  expect(log).toEqual(['a', 'b'])
  ends[0]?.()
  await all[0]
  expect(log).toEqual(['a', 'b', 'c'])
  for (const end of ends) end()
  await Promise.all(all)
})

test('a source that asks for much delays itself: another one is next, and has room to wait', async () => {
  const inTurn = turns({ atOnce: 1, waiting: 10, waitingOfOne: 3, refusal: 'Too many.' })
  const log: string[] = []
  const ends: (() => void)[] = []
  const ask = (source: string, name: string) =>
    inTurn(() => {
      log.push(name)
      return new Promise<void>((resolve) => ends.push(resolve))
    }, source)

  const greedy = ['a1', 'a2', 'a3', 'a4'].map((name) => ask('a', name))
  await expect(ask('a', 'a5')).rejects.toMatchObject({ code: 'throttled' })
  const other = ask('b', 'b1')
  for (const work of [greedy[0], greedy[1], other, greedy[2], greedy[3]]) {
    ends.at(-1)?.()
    await work
  }

  expect(log).toEqual(['a1', 'a2', 'b1', 'a3', 'a4'])
})

test('work that fails gives its turn back', async () => {
  const inTurn = turns({ atOnce: 1, waiting: 0, refusal: 'Too many.' })

  await expect(inTurn(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await expect(inTurn(async () => 'done')).resolves.toBe('done')
})

test('two passwords are hashed at once, whatever comes, so that two threads are left to files and names', async () => {
  let [running, most] = [0, 0]
  vi.mocked(scrypt).mockImplementation((...given: Parameters<typeof actual.scrypt>) => {
    most = Math.max(most, ++running)
    const done = given[4]
    actual.scrypt(given[0], given[1], given[2], given[3], (error, key) => {
      running--
      done(error, key)
    })
  })

  const hashes = Array.from({ length: 14 }, () => hashPassword('a password'))
  await expect(hashPassword('one too many')).rejects.toMatchObject({ code: 'throttled' })
  await Promise.all(hashes)

  expect(most).toBe(2)
})
