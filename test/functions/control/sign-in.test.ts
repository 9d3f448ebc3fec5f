import { afterAll, expect, test } from 'vitest'
import { administrator, password, startTestApp } from '../../_harness/app.ts'
import { testClock } from '../../_harness/clock.ts'

const timers = testClock()
const app = await startTestApp({ timers })
afterAll(() => app.stop())
await app.tokenFor(administrator)

const signIn = (secret = password) => app.request('POST', '/v1/session', { body: { name: 'admin', password: secret } })
const { headers } = await signIn()
const cookie = headers.get('set-cookie')?.split(';')[0] ?? ''
const ask = (path: string, more: Record<string, string> = {}) =>
  app.request('GET', path, { headers: { cookie, 'x-sluice-console': '1', ...more } })

test('gives a session in a cookie that scripts cannot read and other sites cannot send, and nothing in the answer that opens it', async () => {
  const { status, text, headers } = await signIn()

  expect(status).toBe(200)
  expect(headers.get('set-cookie')).toMatch(
    /^sluice-session=sls_\S+; Path=\/; Max-Age=14400; HttpOnly; SameSite=Strict$/,
  )
  expect(text).not.toContain('sls_')
})

test('keeps the cookie from plain connections where it was asked over TLS', async () => {
  const body = { name: 'admin', password }
  const { headers } = await app.request('POST', '/v1/session', { body, headers: { 'x-forwarded-proto': 'https' } })

  expect(headers.get('set-cookie')).toMatch(/; Secure$/)
})

test('signs in to every API that the console uses', async () => {
  expect((await ask('/v1/whoami')).json).toMatchObject({ name: 'admin', kind: 'user' })
  expect((await ask('/mmc/api/servers')).status).toBe(200)
})

test.each([
  ['without the header of the console', { 'x-sluice-console': undefined }],
  ['by a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ['by a page of another port of this host', { 'sec-fetch-site': 'same-site' }],
  ['by no page', { 'sec-fetch-site': 'none' }],
])('the cookie is worth nothing when it is sent %s', async (_case, more) => {
  const sent = { cookie, 'x-sluice-console': '1', ...more }
  const kept = Object.entries(sent).filter((one): one is [string, string] => one[1] !== undefined)

  expect((await app.request('GET', '/v1/whoami', { headers: Object.fromEntries(kept) })).status).toBe(401)
})

test('a wrong password gives no cookie', async () => {
  const { status, headers } = await signIn('not the password')

  expect([status, headers.get('set-cookie')]).toEqual([401, null])
})

test('the session ends after four hours, however it was used', async () => {
  timers.advance(4 * 3600 - 60)
  expect((await ask('/v1/whoami')).status).toBe(200)
  timers.advance(61)
  expect((await ask('/v1/whoami')).status).toBe(401)
})
