import { afterAll, describe, expect, test } from 'vitest'
import { originLetIn } from '../../lib/local/trusted-origins.ts'
import { password, startTestApp, type TestApp } from '../_harness/app.ts'

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
