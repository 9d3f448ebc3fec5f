import { stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { hashPassword } from '../../lib/runtime/passwords.ts'
import { turns } from '../../lib/runtime/turns.ts'

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
    code: 'busy',
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

test('work that fails gives its turn back', async () => {
  const inTurn = turns({ atOnce: 1, waiting: 0, refusal: 'Too many.' })

  await expect(inTurn(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await expect(inTurn(async () => 'done')).resolves.toBe('done')
})

test('files are read while passwords are hashed, however many', async () => {
  const ended: string[] = []
  const hashes = Array.from({ length: 14 }, async () => {
    await hashPassword('a password')
    ended.push('hash')
  })
  await expect(hashPassword('one too many')).rejects.toMatchObject({ code: 'busy' })

  await stat('.')
  ended.push('file')
  await Promise.all(hashes)

  expect(ended.indexOf('file')).toBe(0)
  expect(ended).toHaveLength(15)
})
