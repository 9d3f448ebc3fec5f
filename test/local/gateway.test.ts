import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())

test('a body beyond what the gateway itself takes is 413 in its own form, and the next request is answered', async () => {
  const body = 'x'.repeat(10 * 1024 * 1024 + 1)

  const refused = await app.request('POST', '/v1/login', { body })

  expect(refused.status).toBe(413)
  expect(refused.json).toEqual({ message: 'Request Entity Too Large' })
  expect((await app.request('GET', '/v1/health')).status).toBe(200)
})

test('a path outside all dialects is 404 in the gateway’s own form', async () => {
  expect(await app.request('GET', '/else/where')).toMatchObject({ status: 404, json: { message: 'Not Found' } })
})
