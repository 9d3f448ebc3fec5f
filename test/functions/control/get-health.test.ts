import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())

test('health needs no credentials and says when it looked', async () => {
  const { status, json } = await app.request('GET', '/v1/health')

  expect(status).toBe(200)
  expect(json).toEqual({ status: 'ok', checkedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) })
})

test('health is not ok while the table cannot be reached', async () => {
  const lame = await startTestApp()
  await lame.engine.stop()

  expect((await lame.request('GET', '/v1/health')).status).toBe(503)

  await lame.stop()
})
