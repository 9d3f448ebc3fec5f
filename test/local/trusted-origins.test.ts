import { request } from 'node:http'
import { afterAll, describe, expect, test } from 'vitest'
import { untrusted, type Trust } from '../../lib/local/trusted-origins.ts'
import { startTestApp } from '../_harness/app.ts'

const app = await startTestApp({ allowedHosts: ['sluice.test'], allowedOrigins: ['https://console.test'] })
afterAll(() => app.stop())

/** A request with headers that `fetch` would not let a caller choose. */
const send = (url: string, path: string, headers: Record<string, string>) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const call = request(`${url}${path}`, { headers }, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    call.on('error', reject).end()
  })

describe.each([
  ['the gateway', () => app.url, '/v1/health', '"status"'],
  ['the AWS endpoints', () => app.awsUrl, '/', 'Missing Authentication Token'],
])('%s', (_service, url, path, usual) => {
  test.each([
    ['another host, as a name that was pointed at this machine', { host: 'evil.test' }],
    ['another origin', { origin: 'https://evil.test' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['no origin that can be told', { origin: 'null' }],
  ])('refuses %s', async (_case, headers) => {
    const answer = await send(url(), path, headers)
    expect(answer.status).toBe(403)
    expect(answer.text).toContain('is not trusted')
  })

  test('takes its own origin, and hosts and origins that are configured', async () => {
    const trusted: Record<string, string>[] = [
      { origin: `http://${new URL(url()).host}` },
      { host: 'sluice.test' },
      { origin: 'https://console.test' },
    ]
    for (const headers of trusted) expect((await send(url(), path, headers)).text).toContain(usual)
  })
})

const loopback: Trust = { host: '127.0.0.1' }
const everywhere: Trust = { host: '0.0.0.0' }
const named: Trust = { host: '127.0.0.1', hosts: ['MyBox.local', 'other.local:3000'] }

test.each([
  ['localhost:3000', loopback, true],
  ['127.0.0.1:3000', loopback, true],
  ['127.1.2.3', loopback, true],
  ['[::1]:3000', loopback, true],
  ['bucket.localhost:4566', loopback, true],
  ['LOCALHOST', loopback, true],
  ['10.0.0.7:3000', loopback, false],
  ['127.0.0.1.evil.test', loopback, false],
  ['localhost.evil.test', loopback, false],
  ['evil.test', loopback, false],
  // No DNS name can be rebound to be an address, so addresses are no page's doing.
  ['10.0.0.7:3000', everywhere, true],
  ['evil.test', everywhere, false],
  ['mybox.local:3000', named, true],
  ['other.local', named, true],
  ['localhost.:3000', loopback, true],
])('host %s with %o: trusted is %s', (host, trust, isTrusted) => {
  expect(untrusted({ headers: { host } }, trust) === undefined).toBe(isTrusted)
})
