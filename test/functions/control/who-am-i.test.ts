import { afterAll, expect, test } from 'vitest'
import { testClock } from '../../_harness/clock.ts'
import { administrator, password, startTestApp } from '../../_harness/app.ts'

const timers = testClock()
const app = await startTestApp({ timers })
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const whoAmI = (authorization?: string) =>
  app.request('GET', '/v1/whoami', { headers: authorization ? { authorization } : {} })
const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`

test('Basic and Bearer speak for the same user', async () => {
  const expected = { tenant: 'default', name: 'admin', kind: 'user', permissions: ['*'] }

  expect((await whoAmI(basic('admin', password))).json).toEqual(expected)
  expect((await whoAmI(`Bearer ${token}`)).json).toEqual(expected)
})

test('a user of another tenant signs in as tenant/name', async () => {
  await app.tokenFor({ name: 'alice', tenant: 'acme' })

  expect((await whoAmI(basic('acme/alice', password))).json).toMatchObject({ tenant: 'acme', name: 'alice' })
  expect((await whoAmI(basic('alice', password))).status).toBe(401)
})

test.each([undefined, 'Bearer nonsense', 'Digest x', 'Basic', basic('admin', 'wrong'), basic('', '')])(
  'credentials of %s are refused with a challenge',
  async (authorization) => {
    const answer = await whoAmI(authorization)

    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toContain('Basic')
    expect(answer.json.type).toMatch(/^urn:sluice:error:credentials-/)
  },
)

test('a caller whose password was checked lately is not kept out by wrong ones, also after the minute', async () => {
  await app.tokenFor({ name: 'throttled' })
  expect((await whoAmI(basic('throttled', password))).status).toBe(200)
  timers.advance(61)

  for (let attempt = 0; attempt < 10; attempt++)
    expect((await whoAmI(basic('throttled', `guess ${attempt}`))).status).toBe(401)

  expect((await whoAmI(basic('throttled', 'another guess'))).status).toBe(429)
  expect((await app.request('POST', '/v1/login', { body: { name: 'throttled', password } })).status).toBe(429)
  expect((await whoAmI(basic('throttled', password))).status).toBe(200)
})

test('a password that was changed or a user who is gone is noticed within the minute', async () => {
  await app.tokenFor({ name: 'leaver' })
  expect((await whoAmI(basic('leaver', password))).status).toBe(200)
  await app.request('DELETE', '/v1/users/leaver', { token })
  timers.advance(61)

  expect((await whoAmI(basic('leaver', password))).status).toBe(401)
})

test('many requests at once with one password are one sign-in', async () => {
  await app.tokenFor({ name: 'burst' })

  const answers = await Promise.all(Array.from({ length: 40 }, () => whoAmI(basic('burst', password))))

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
})
