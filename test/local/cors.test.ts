import { afterAll, describe, expect, test } from 'vitest'
import { originLetIn } from '../../lib/local/trusted-origins.ts'
import { password, startTestApp, type TestApp } from '../_harness/app.ts'
import { Blocked, webPage } from '../_harness/web-page.ts'

const open = await startTestApp()
const configured = await startTestApp({ allowedOrigins: ['https://console.test'] })
afterAll(() => Promise.all([open.stop(), configured.stop()]))

const from = (app: TestApp, origin: string, method: string, path: string, body?: object) =>
  app.request(method, path, { headers: { origin }, body })
const ask = (app: TestApp, origin: string, path: string) =>
  app.request('OPTIONS', path, { headers: { origin, 'access-control-request-method': 'POST' } })
const allowed = ({ headers }: { headers: Headers }) => headers.get('access-control-allow-origin')

describe('a page of a configured origin', () => {
  const origin = 'https://console.test'

  test('is told beforehand what it may send', async () => {
    const { status, headers } = await ask(configured, origin, '/oih/flows/1/start')

    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe(origin)
    expect(headers.get('access-control-allow-credentials')).toBe('true')
    expect(headers.get('access-control-allow-methods')).toBe('GET,HEAD,POST,PUT,PATCH,DELETE')
    expect(headers.get('access-control-allow-headers')).toContain('authorization,content-type')
  })

  test('signs in, and reads answers and refusals', async () => {
    const login = await from(configured, origin, 'POST', '/oih/login', { username: 'admin', password })

    expect([login.status, allowed(login)]).toEqual([200, origin])
    const refused = await from(configured, origin, 'GET', '/oih/api/users')
    expect([refused.status, allowed(refused)]).toEqual([401, origin])
    const unknown = await from(configured, origin, 'GET', '/oih/nothing')
    expect([unknown.status, allowed(unknown)]).toEqual([404, origin])
  })

  test('others are refused', async () => {
    for (const answer of [await ask(configured, 'https://evil.test', '/oih/login')])
      expect([answer.status, allowed(answer)]).toEqual([403, null])
  })
})

test('without configuration pages of any origin may call, where only this machine can, with tokens and no cookies', async () => {
  const answer = await from(open, 'https://anywhere.test', 'POST', '/oih/login', { username: 'admin', password })

  expect([answer.status, allowed(answer)]).toEqual([200, '*'])
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  expect((await ask(open, 'https://anywhere.test', '/oih/users')).status).toBe(204)
})

describe('in a browser', () => {
  const credentials = { username: 'admin', password }
  const logsIn = async (page: ReturnType<typeof webPage>) =>
    (await page('POST', '/oih/login', { body: credentials })).json.token as string

  test.each([
    ['of a configured origin', configured, 'https://console.test', { withCredentials: true }],
    ['of any origin where none is configured', open, 'https://anywhere.test', {}],
  ])('a page %s signs in, and reads, makes, changes and deletes flows', async (_case, app, origin, how) => {
    const page = webPage(app, origin, how)
    const token = await logsIn(page)
    const graph = { nodes: [{ id: 'a', componentId: '5ca5c44c187c040010a9bb8b', function: 'f' }] }

    const made = await page('POST', '/oih/flows', { token, body: { name: 'Of a page', graph } })
    const path = `/oih/flows/${made.json.data.id}`
    expect((await page('PATCH', path, { token, body: { name: 'Renamed' } })).status).toBe(200)
    const { data } = (await page('GET', '/oih/flows?page[number]=1', { token })).json
    expect(data.map(({ name }: { name: string }) => name)).toEqual(['Renamed'])
    // A call with an id of its own, and a refusal that the page can read.
    const called = await page('POST', `/oih/hook/${made.json.data.id}`, { headers: { 'x-request-id': '1' }, body: {} })
    expect([called.status, called.json.error]).toEqual([404, expect.stringContaining('is inactive')])
    expect((await page('DELETE', path, { token })).status).toBe(200)
    expect((await page('GET', '/oih/api/v1/users/me', { token })).json.username).toBe('admin')
  })

  test.each([
    ['of another origin than is configured', configured, 'https://evil.test', {}],
    ['that wants cookies sent where no origin is configured', open, 'https://anywhere.test', { withCredentials: true }],
  ])('a page %s does not get as far as signing in', async (_case, app, origin, how) => {
    await expect(logsIn(webPage(app, origin, how))).rejects.toThrow(Blocked)
  })

  test('a page of a configured origin sends no header that the hub does not know', async () => {
    const page = webPage(configured, 'https://console.test')
    await expect(page('GET', '/oih/flows', { headers: { 'x-tracking': '1' } })).rejects.toThrow('x-tracking')
  })

  test('a page whose origin is not let in changes nothing, even by a request that needs no preflight', async () => {
    const headers = { origin: 'https://evil.test', 'content-type': 'text/plain' }
    const answer = await configured.request('POST', '/oih/login', { headers, body: JSON.stringify(credentials) })
    expect([answer.status, answer.json.token]).toEqual([403, undefined])
  })
})

test('dialects that are not meant for pages stay closed to them', async () => {
  for (const path of ['/v1/login', '/mmc/api/servers', '/oihx/flows'])
    expect((await ask(open, 'https://anywhere.test', path)).status).toBe(403)
})

test.each([
  ['any origin on loopback', 'https://a.test', { host: '127.0.0.1' }, '*'],
  [
    'a foreign origin while the password is the usual one',
    'https://a.test',
    { host: '127.0.0.1', hasDefaultPassword: true },
    undefined,
  ],
  ['this machine’s own pages then', 'http://localhost:5173', { host: '127.0.0.1', hasDefaultPassword: true }, '*'],
  ['no origin that can be told then', 'null', { host: '127.0.0.1', hasDefaultPassword: true }, undefined],
  ['any origin where others can call', 'https://a.test', { host: '0.0.0.0' }, undefined],
  [
    'a configured origin anywhere',
    'https://a.test',
    { host: '0.0.0.0', origins: ['https://a.test'] },
    'https://a.test',
  ],
  ['another than is configured', 'https://b.test', { host: '127.0.0.1', origins: ['https://a.test'] }, undefined],
])('%s', (_case, origin, trust, expected) => {
  expect(originLetIn(origin, trust)).toBe(expected)
})
