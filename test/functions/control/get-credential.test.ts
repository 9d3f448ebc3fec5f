import { afterAll, expect, test } from 'vitest'
import { administrator, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

test('a credential is shown without its secret, to whoever may read credentials', async () => {
  const reader = await app.tokenFor({ name: 'reader', permissions: ['credentials.read'] })
  const made = await app.request('PUT', '/v1/credentials/mine', {
    token,
    body: { secret: { apiKey: 'marked-secret' } },
  })

  const shown = await app.request('GET', '/v1/credentials/mine', { token: reader })

  expect(shown.status).toBe(200)
  expect(shown.json).toEqual(made.json)
  expect(shown.text).not.toContain('marked-secret')
})

test('what is not there is not found, and neither is another tenant’s', async () => {
  const owner = await app.tokenFor({ name: 'owner', tenant: 'acme' })
  await app.request('PUT', '/v1/credentials/theirs', { token: owner, body: { secret: { apiKey: 'marked-secret' } } })

  for (const id of ['nothing', 'theirs', 'constructor'])
    expect((await app.request('GET', `/v1/credentials/${id}`, { token })).json).toMatchObject({
      status: 404,
      type: 'urn:sluice:error:credential-not-found',
    })
})
