import { afterAll, expect, test } from 'vitest'
import { administrator, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const on = (method: string, id: string, as = token, body?: object) =>
  app.request(method, `/v1/components/${id}`, { token: as, body })

test('a deleted component is gone with its secret: one of the same id begins afresh', async () => {
  await on('PUT', 'gone', token, { endpoint: 'https://component.example/', signingSecret: 'a signing secret' })

  expect((await on('DELETE', 'gone')).status).toBe(200)
  expect((await on('GET', 'gone')).status).toBe(404)
  expect((await on('DELETE', 'gone')).status).toBe(404)
  expect((await on('PUT', 'gone', token, { endpoint: 'my-function' })).json).toMatchObject({
    version: 1,
    hasSigningSecret: false,
  })
})

test('deleting takes components.edit, and another tenant’s component is not there', async () => {
  const reader = await app.tokenFor({ name: 'reader', permissions: ['components.read'] })
  const other = await app.tokenFor({ name: 'owner', tenant: 'acme' })
  await on('PUT', 'kept', token, { endpoint: 'my-function' })

  expect((await on('DELETE', 'kept', reader)).status).toBe(403)
  expect((await on('DELETE', 'kept', other)).status).toBe(404)
  expect((await on('GET', 'kept')).status).toBe(200)
})
