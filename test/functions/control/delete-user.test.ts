import { afterAll, expect, test } from 'vitest'
import { administrator, password, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const remove = (name: string, as = token) => app.request('DELETE', `/v1/users/${name}`, { token: as })

test('a deleted user’s sessions and keys end within a minute, also when the name is used again', async () => {
  const user = { name: 'leaver', permissions: ['flows.read'] }
  const [session, key] = [await app.tokenFor(user), await app.keyFor(user)]

  expect((await remove('leaver')).status).toBe(200)
  await app.request('POST', '/v1/users', { token, body: { ...user, password } })

  // Nothing has been kept of either yet, so both are refused at once.
  expect((await app.request('GET', '/v1/whoami', { token: session })).status).toBe(401)
  const { AppflowClient, ListFlowsCommand } = await import('@aws-sdk/client-appflow')
  const client = new AppflowClient({
    endpoint: `${app.url}/appflow`,
    region: 'us-east-1',
    credentials: key,
    maxAttempts: 1,
  })
  await expect(client.send(new ListFlowsCommand({}))).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
})

test('nobody deletes themselves', async () => {
  expect((await remove('admin')).json).toMatchObject({ status: 409, type: 'urn:sluice:error:user-is-caller' })
})

test('an absent user is not found, and neither is another tenant’s', async () => {
  await app.tokenFor({ name: 'theirs', tenant: 'acme' })

  expect((await remove('nobody')).status).toBe(404)
  expect((await remove('theirs')).status).toBe(404)
})
