import { afterAll, expect, test } from 'vitest'
import { administrator, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

test('a component is shown as it was registered, to whoever may read components', async () => {
  const reader = await app.tokenFor({ name: 'reader', permissions: ['components.read'] })
  const made = await app.request('PUT', '/v1/components/mine', { token, body: { endpoint: 'my-function' } })

  const shown = await app.request('GET', '/v1/components/mine', { token: reader })

  expect(shown.status).toBe(200)
  expect(shown.json).toEqual(made.json)
  expect(shown.json).toMatchObject({ hasSigningSecret: false, functions: [], timeoutSeconds: 60, version: 1 })
})

test('what is not registered is not found, and neither is a built-in component or another tenant’s', async () => {
  const owner = await app.tokenFor({ name: 'owner', tenant: 'acme' })
  await app.request('PUT', '/v1/components/theirs', { token: owner, body: { endpoint: 'my-function' } })

  for (const id of ['nothing', 'http-request', 'theirs', 'constructor'])
    expect((await app.request('GET', `/v1/components/${id}`, { token })).json).toMatchObject({
      status: 404,
      type: 'urn:sluice:error:component-not-found',
    })
})
