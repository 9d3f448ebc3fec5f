import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())

test('the reference is a page whose script and document come from this host', async () => {
  const page = await app.request('GET', '/v1/docs')
  const [, script = ''] = /src="([^"]+)"/.exec(page.text) ?? []

  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(page.text).not.toMatch(/https?:\/\//)
  const served = await app.request('GET', script)
  expect(served.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(served.text.length).toBeGreaterThan(100_000)
})

test.each(['/v1/docs/nothing.js', '/v1/docs/package.json', '/v1/docs/..%2Fpackage.json'])(
  '%s is not found',
  async (path) => {
    expect((await app.request('GET', path)).status).toBe(404)
  },
)
