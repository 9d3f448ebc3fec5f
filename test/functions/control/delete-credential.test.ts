import { afterAll, expect, test } from 'vitest'
import { administrator, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const on = (method: string, id: string, as = token, body?: object) =>
  app.request(method, `/v1/credentials/${id}`, { token: as, body })
const secret = { apiKey: 'k' }

test('a deleted credential is gone with its secret: one of the same id needs another', async () => {
  await on('PUT', 'gone', token, { secret })

  expect((await on('DELETE', 'gone')).status).toBe(200)
  expect((await on('GET', 'gone')).status).toBe(404)
  expect((await on('DELETE', 'gone')).status).toBe(404)
  expect((await on('PUT', 'gone', token, { description: 'Again.' })).status).toBe(400)
  expect((await on('PUT', 'gone', token, { secret })).json.version).toBe(1)
})

test('deleting takes credentials.edit, and another tenant’s credential is not there', async () => {
  const reader = await app.tokenFor({ name: 'reader', permissions: ['credentials.read'] })
  const other = await app.tokenFor({ name: 'owner', tenant: 'acme' })
  await on('PUT', 'kept', token, { secret })

  expect((await on('DELETE', 'kept', reader)).status).toBe(403)
  expect((await on('DELETE', 'kept', other)).status).toBe(404)
  expect((await on('GET', 'kept')).status).toBe(200)
})
