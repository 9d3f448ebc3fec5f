import { scryptSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import login from '../../functions/control/login.ts'
import { capabilities } from '../../lib/runtime/capabilities/all.ts'
import { environment, services, type Environment } from '../../lib/runtime/invocation/context.ts'
import { hashPassword, signIn } from '../../lib/runtime/credentials/passwords.ts'
import { invokeOperation } from '../../lib/runtime/invocation/invoke-operation.ts'
import { tablesIn } from '../../lib/local/request-handlers.ts'
import { commit } from '../../lib/store/commit.ts'
import { read } from '../../lib/store/read.ts'
import { openTestTable, type TestTable } from '../_harness/table.ts'

let table: TestTable
let seconds = 1_000_000
const password = 'correct horse battery'
/** Hashed as cheaply as scrypt goes: a hundred attempts at the real price take half a minute. */
const hash = [
  'scrypt',
  2,
  1,
  1,
  'c2FsdA',
  scryptSync(password, 'salt', 32, { N: 2, r: 1, p: 1 }).toString('base64url'),
].join('$')
beforeAll(async () => {
  table = await openTestTable()
  const user = {
    tenant: 'default',
    id: 'u-1',
    version: 1,
    password: hash,
    permissions: [],
    createdAt: '',
    createdBy: '',
  }
  await commit(
    table,
    ['ann', 'ben', 'cid', 'dot', 'eve'].map((name) => ({
      kind: 'put' as const,
      entity: 'user' as const,
      item: { ...user, name },
    })),
  )
})
afterAll(() => table.stop())
beforeEach(() => {
  seconds += 10 * 24 * 3600
})

const attempt = (name: string, secret: string, source: string) =>
  signIn({ table, now: () => new Date(seconds * 1000), source }, name, secret)
const outcome = async (name: string, secret: string, source: string): Promise<string> =>
  attempt(name, secret, source).then(
    () => 'signed in',
    (error: { code: string }) => error.code,
  )
const wrong = async (name: string, source: string, times: number) => {
  const outcomes: string[] = []
  for (let time = 0; time < times; time++) outcomes.push(await outcome(name, 'wrong', source))
  return outcomes
}
const requestsOf = async (name: string, secret: string, source: string) => {
  table.requests.splice(0)
  await outcome(name, secret, source)
  return table.requests.splice(0).map((one) => one.replace('ItemCommand', ''))
}

test('costs five requests from a new source and three from a known one; wrong, no more, whoever it is', async () => {
  expect(await requestsOf('ann', password, '192.0.2.1')).toEqual(['Update', 'Update', 'Get', 'Update', 'Update'])
  seconds += 61
  expect(await requestsOf('ann', password, '192.0.2.1')).toEqual(['Update', 'Get', 'Update'])
  seconds += 61
  expect(await requestsOf('ann', 'wrong', '192.0.2.1')).toEqual(['Update', 'Get'])
  expect(await requestsOf('ann', 'wrong', '192.0.2.2')).toEqual(['Update', 'Update', 'Get'])
  expect(await requestsOf('nobody', 'wrong', '192.0.2.2')).toEqual(['Update', 'Update', 'Get'])
})

test('is refused after ten wrong passwords with a single request, which looks at nobody', async () => {
  expect(await wrong('ben', '192.0.2.1', 11)).toEqual([
    ...Array<string>(10).fill('credentials-rejected'),
    'login-throttled',
  ])

  expect(await requestsOf('ben', password, '192.0.2.1')).toEqual(['Update'])
  expect(await outcome('ben', password, '192.0.2.9')).toBe('signed in')
})

test('is let in again after a minute, then two, then four; where it has signed in, always after a minute', async () => {
  for (const pause of [60, 120, 240]) {
    await wrong('ann', '198.51.100.1', 10)
    await expect(attempt('ann', 'wrong', '198.51.100.1')).rejects.toMatchObject({ data: { retryAfterSeconds: pause } })
    seconds += pause
  }
  await attempt('ann', password, '198.51.100.1')
  for (let round = 0; round < 2; round++) {
    await wrong('ann', '198.51.100.1', 10)
    await expect(attempt('ann', 'wrong', '198.51.100.1')).rejects.toMatchObject({ data: { retryAfterSeconds: 60 } })
    seconds += 60
  }
})

test('right passwords use nothing up', async () => {
  for (let time = 0; time < 12; time++) expect(await outcome('ann', password, '203.0.113.1')).toBe('signed in')
})

test('a guess spread over many sources is slowed, and known sources do not notice', async () => {
  await attempt('cid', password, '203.0.113.1')
  seconds += 61
  const sources = Array.from({ length: 11 }, (_, index) => `198.51.100.${index}`)
  const outcomes = await Promise.all(sources.map((source) => wrong('cid', source, 10)))

  expect(outcomes.flat().filter((one) => one === 'credentials-rejected')).toHaveLength(100)
  expect(await outcome('cid', password, '192.0.2.200')).toBe('login-throttled')
  expect(await outcome('cid', password, '203.0.113.1')).toBe('signed in')
  seconds += 61
  expect(await outcome('cid', password, '192.0.2.201')).toBe('signed in')
})

test('beyond the passwords that may wait to be checked, a sign-in is refused at once and not tried again', async () => {
  const hashing = Array.from({ length: 14 }, () => hashPassword('any'))
  let runs = 0
  const counted = {
    ...login,
    run: (...given: Parameters<typeof login.run>) => {
      runs++
      return login.run(...given)
    },
  }
  const env: Environment = {
    ...environment(capabilities),
    ...tablesIn(table.engine),
    region: 'us-east-1',
  }
  const caller = { tenant: 'default', id: '', name: '', kind: 'user' as const, permissions: [] }
  const call = { caller, via: 'test', base: '', region: '', accountId: '', requestId: '', source: '192.0.2.1', at: '' }

  await expect(
    invokeOperation(counted, { name: 'ann', password }, call, services(env, capabilities)),
  ).rejects.toMatchObject({
    code: 'throttled',
    data: { retryAfterSeconds: 1 },
  })

  expect(runs).toBe(1)
  await Promise.all(hashing)
})

test('an attempt that is refused because of all other sources uses nothing up at its own', async () => {
  for (let source = 0; source < 10; source++) await wrong('dot', `198.51.100.${source}`, 10)

  expect(await wrong('dot', '192.0.2.7', 12)).toEqual(Array<string>(12).fill('login-throttled'))

  expect(await read(table, 'login-attempts', 'default', 'dot', '192.0.2.7')).toMatchObject({ count: 0 })
})

test.each([
  ['long ago', 40],
  ['so long ago that it is about to be forgotten', 29.5],
  ['lately', 2],
])(
  'what is counted at a source that was known %s is kept for as long as its window, and at least a day',
  async (_when, days) => {
    await attempt('eve', password, '203.0.113.9')
    seconds += days * 24 * 3600
    await wrong('eve', '203.0.113.9', 1)

    const { expiresAt, endsAt, knownUntil } =
      (await read(table, 'login-attempts', 'default', 'eve', '203.0.113.9')) ?? {}
    expect(expiresAt).toBe(Math.max(knownUntil ?? 0, (endsAt ?? 0) + 24 * 3600))
  },
)
