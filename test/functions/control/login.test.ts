import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { afterAll, expect, test } from 'vitest'
import { password, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
await app.tokenFor({ name: 'admin' })

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

test('wrong passwords sent all at once are not all compared', async () => {
  await app.tokenFor({ name: 'guessed' })

  const guesses = Array.from({ length: 59 }, (_, index) => login('guessed', `guess ${index}`))
  const statuses = (await Promise.all([...guesses, login('guessed')])).map(({ status }) => status)

  expect(statuses.filter((status) => status === 401 || status === 200).length).toBeLessThanOrEqual(10)
  expect(statuses.every((status) => [200, 401, 429, 503].includes(status))).toBe(true)
})

test('ten wrong passwords close a name to where they came from, and to nobody else', async () => {
  await app.tokenFor({ name: 'target' })
  const from = (source: string, secret: string) =>
    requestFrom(source, `${app.url}/v1/login`, { name: 'target', password: secret })
  for (let attempt = 0; attempt < 10; attempt++) expect((await from('127.0.0.2', 'a guess')).status).toBe(401)

  const closed = await from('127.0.0.2', password)

  expect(closed.status).toBe(429)
  expect(closed.retryAfterSeconds).toBeGreaterThan(0)
  expect(closed.retryAfterSeconds).toBeLessThanOrEqual(60)
  expect((await login('target')).status).toBe(200)
})

/** A request from another loopback address, as if from another host. */
async function requestFrom(localAddress: string, url: string, body: object) {
  const sent = request(url, { method: 'POST', localAddress, headers: { 'content-type': 'application/json' } })
  sent.end(JSON.stringify(body))
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  answer.resume()
  return { status: answer.statusCode, retryAfterSeconds: Number(answer.headers['retry-after']) }
}
