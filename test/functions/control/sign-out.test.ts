import { afterAll, expect, test } from 'vitest'
import { administrator, password, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const signIn = async () => {
  const { headers } = await app.request('POST', '/v1/session', { body: { name: 'admin', password } })
  return { cookie: headers.get('set-cookie')?.split(';')[0] ?? '', 'x-sluice-console': '1' }
}
const whoAmI = async (headers: Record<string, string>) => (await app.request('GET', '/v1/whoami', { headers })).status

test('ends the session at once, takes the cookie back, and leaves other sessions', async () => {
  const [one, other] = [await signIn(), await signIn()]
  expect(await whoAmI(one)).toBe(200)

  const answer = await app.request('DELETE', '/v1/session', { headers: one })

  expect([answer.status, answer.json]).toEqual([200, { signedOut: true }])
  expect(answer.headers.get('set-cookie')).toMatch(/^sluice-session=; Path=\/; Max-Age=0;/)
  expect([await whoAmI(one), await whoAmI(other)]).toEqual([401, 200])
})

test('who signed in with a password in each request has no session to end', async () => {
  const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`
  const answer = await app.request('DELETE', '/v1/session', { headers: { authorization } })

  expect(answer.status).toBe(200)
  expect(await whoAmI({ authorization: `Bearer ${token}` })).toBe(200)
})
