import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import type { LocalFunctions } from '../../lib/local/functions.ts'
import { gateway } from '../../lib/local/gateway.ts'
import { loadRegistry } from '../../lib/inventory/registry.ts'
import { rateLimit } from '../../lib/local/rate-limit.ts'
import { startTestApp } from '../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())

test.each([
  ['a body beyond what an HTTP API takes', 'application/json', 10 * 1024 * 1024 + 1],
  ['a text beyond what Lambda takes as an event', 'application/json', 6 * 1024 * 1024],
  // In base64 it is a third longer.
  ['bytes beyond what Lambda takes as an event', 'application/octet-stream', 4.6 * 1024 * 1024],
])('%s are 413 in the gateway’s own form, and the next request is answered', async (_case, mediaType, length) => {
  const headers = { 'content-type': mediaType }

  const refused = await app.request('POST', '/v1/login', { body: 'x'.repeat(length), headers })

  expect(refused.status).toBe(413)
  expect(refused.json).toEqual({ message: 'Request Entity Too Large' })
  expect((await app.request('GET', '/v1/health')).status).toBe(200)
})

test('a body that just fits reaches the function, which answers in its dialect’s form', async () => {
  const headers = { 'content-type': 'application/octet-stream' }

  const refused = await app.request('POST', '/v1/login', { body: 'x'.repeat(4.4 * 1024 * 1024), headers })

  expect(refused.status).toBe(413)
  expect(refused.json.type).toBe('urn:sluice:error:body-too-large')
})

test('a path is decoded once before it is routed, and one that cannot be is 400 in the gateway’s own form', async () => {
  expect((await app.request('GET', '/v1%2Fhealth')).status).toBe(200)
  expect((await app.request('GET', '/v1/he%2561lth')).status).toBe(404)
  expect(await app.request('GET', '/v1/%zz')).toMatchObject({ status: 400, json: { message: 'Bad Request' } })
})

test('a path outside all dialects is 404 in the gateway’s own form', async () => {
  expect(await app.request('GET', '/else/where')).toMatchObject({ status: 404, json: { message: 'Not Found' } })
})

test('the root leads to the reference', async () => {
  const answer = await fetch(`${app.url}/`, { redirect: 'manual' })

  expect(answer.status).toBe(302)
  expect(answer.headers.get('location')).toBe('/v1/docs')
})

test('a route lets through what its operation declares, and others are not held up by it', async () => {
  const registry = await loadRegistry()
  const rated = registry.routes.filter(({ rate }) => rate).map(({ path }) => path)
  expect(rated).toEqual(expect.arrayContaining(['/v1/health', '/v1/login', '/agent/agents']))
  const routes = registry.routes.map((route) =>
    route.path === '/v1/health' ? { ...route, rate: { perSecond: 0, burst: 2 } } : route,
  )
  const limited = await startTestApp({ registry: { ...registry, routes } })

  const statuses = []
  for (let index = 0; index < 4; index++) statuses.push((await limited.request('GET', '/v1/health')).status)

  expect(statuses).toEqual([200, 200, 429, 429])
  expect((await limited.request('GET', '/v1/health')).json).toEqual({ message: 'Too Many Requests' })
  expect((await limited.request('GET', '/v1/docs')).status).toBe(200)
  await limited.stop()
})

describe('a rate limit', () => {
  test('lets a burst through, then as many a second as it says, for each key apart', () => {
    let now = 0
    const mayPass = rateLimit(() => now)
    const rate = { perSecond: 2, burst: 3 }
    const passes = (key: string) => Array.from({ length: 5 }, () => mayPass(key, rate)).filter(Boolean).length

    expect(passes('one')).toBe(3)
    expect(passes('other')).toBe(3)
    now = 500
    expect(passes('one')).toBe(1)
    now = 60_000
    expect(passes('one')).toBe(3)
  })
})

test('as many requests of one source as may wait are served, and one more is 503 in the gateway’s own form', async () => {
  const registry = await loadRegistry()
  let served = 0
  let serve = () => undefined as void
  const until = new Promise<void>((resolve) => (serve = resolve))
  const functions = {
    invoke: async () => {
      served++
      await until
      return { statusCode: 200 }
    },
  }
  const trust = { host: '127.0.0.1' }
  const listener = gateway(registry, functions as unknown as LocalFunctions, () => new Date(), trust)
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/docs`

  // 64 at once and 1,000 of one source that wait.
  let refused = 0
  const statuses = Array.from({ length: 1064 + 6 }, async () => {
    const { status } = await fetch(url)
    if (status === 503) refused++
    return status
  })
  await expect.poll(() => refused).toBe(6)

  expect(served).toBe(64)
  serve()
  const all = await Promise.all(statuses)
  expect(all.filter((status) => status === 503)).toHaveLength(6)
  expect(all.filter((status) => status === 200)).toHaveLength(1064)
  server.close()
})
