import { afterAll, expect, test } from 'vitest'
import { administrator, password, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const login = (name: string, secret = password) =>
  app.request('POST', '/v1/login', { body: { name, password: secret } })

test('a name and password are exchanged for a bearer token that works', async () => {
  const { status, json } = await login('admin')

  expect(status).toBe(200)
  expect(Date.parse(json.expiresAt)).toBeGreaterThan(Date.now() + 11 * 3600_000)
  expect((await app.request('GET', '/v1/whoami', { token: json.token })).json).toMatchObject({
    name: 'admin',
    tenant: 'default',
  })
})

test('a wrong password and an unknown name are refused alike', async () => {
  const [wrong, unknown] = [await login('admin', 'not the password'), await login('nobody')]

  expect(wrong.status).toBe(401)
  expect({ ...unknown.json, instance: '' }).toEqual({ ...wrong.json, instance: '' })
})

test('ten wrong passwords close a name for a quarter of an hour, for the right password too', async () => {
  await app.tokenFor({ name: 'guessed' })
  for (let attempt = 0; attempt < 10; attempt++) expect((await login('guessed', `guess ${attempt}`)).status).toBe(401)

  const closed = await login('guessed')

  expect(closed.status).toBe(429)
  expect(Number(closed.headers.get('retry-after'))).toBeGreaterThan(800)
  expect((await login('admin')).status).toBe(200)
  expect(token).toBeDefined()
})
