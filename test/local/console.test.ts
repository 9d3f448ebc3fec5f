import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../_harness/app.ts'

const folder = await mkdtemp(join(tmpdir(), 'sluice-console-'))
await mkdir(join(folder, 'console/assets'), { recursive: true })
await writeFile(join(folder, 'console/index.html'), '<!doctype html>page')
await writeFile(join(folder, 'console/assets/main-AB.js'), 'script()')
await writeFile(join(folder, 'console/assets/main-AB.js.br'), brotliCompressSync('script()'))
await writeFile(join(folder, 'secret.txt'), 'not a file of the console')
const built = Promise.withResolvers<string>()
const app = await startTestApp({ console: built.promise })
afterAll(async () => {
  await app.stop()
  await rm(folder, { recursive: true })
})

test('who comes while it is being built waits, and the root leads to it', async () => {
  const waiting = app.request('GET', '/')
  built.resolve(folder)

  expect(await waiting).toMatchObject({ status: 200, text: '<!doctype html>page' })
})

test.each(['/console', '/console/', '/console/flows/orders', '/console/runs/1.2'])(
  '%s is the page, asked for again each time',
  async (path) => {
    const { status, text, headers } = await app.request('GET', path)

    expect([status, text]).toEqual([200, '<!doctype html>page'])
    expect(headers.get('cache-control')).toBe('no-cache')
  },
)

test('files keep for good, and are compressed for who takes that', async () => {
  const { text, headers } = await app.request('GET', '/console/assets/main-AB.js', {
    headers: { 'accept-encoding': 'gzip, br' },
  })
  const plain = await app.request('GET', '/console/assets/main-AB.js', { headers: { 'accept-encoding': 'identity' } })

  expect([text, plain.text]).toEqual(['script()', 'script()'])
  expect([headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual(['br', null])
  expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8')
})

test.each(['/console/assets/nothing.js', '/console/assets/..%2Findex.html', '/console/assets/..%2F..%2Fsecret.txt'])(
  '%s is no file',
  async (path) => {
    const { text } = await app.request('GET', path)

    expect(text).not.toContain('not a file of the console')
  },
)

test('every answer forbids inline scripts, other origins and frames', async () => {
  for (const path of ['/console', '/console/assets/main-AB.js', '/console/assets/nothing.js']) {
    const { headers } = await app.request('GET', path)
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test('scripts that call the context path of the MMC dialect so are not kept from it', async () => {
  expect((await app.request('GET', '/console/api/servers')).status).toBe(401)
  expect((await app.request('GET', '/consoles')).text).not.toContain('page')
})

test('only reading is let through', async () => {
  expect((await app.request('POST', '/console', { body: {} })).status).toBe(405)
  expect((await app.request('HEAD', '/console')).status).toBe(200)
})
