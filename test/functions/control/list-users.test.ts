import { afterAll, expect, test } from 'vitest'
import { administrator, password, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

test('users are listed by tenant, oldest first, in pages', async () => {
  const owner = await app.tokenFor({ name: 'owner', tenant: 'acme' })
  for (const name of ['a1', 'a2'])
    await app.request('POST', '/v1/users', { token: owner, body: { name, password, permissions: [] } })

  const first = await app.request('GET', '/v1/users?maxResults=2', { token: owner })
  const rest = await app.request('GET', `/v1/users?nextToken=${first.json.nextToken}`, { token: owner })

  expect(first.json.users.map(({ name }: { name: string }) => name)).toEqual(['owner', 'a1'])
  expect(rest.json.users.map(({ name }: { name: string }) => name)).toEqual(['a2'])
  expect(rest.json.nextToken).toBeUndefined()
  expect(first.text + rest.text).not.toContain('scrypt')
})

test('a token of another list or tenant is refused', async () => {
  const { json } = await app.request('GET', '/v1/users?maxResults=1', {
    token: await app.tokenFor({ name: 'owner', tenant: 'acme' }),
  })

  expect((await app.request('GET', `/v1/users?nextToken=${json.nextToken}`, { token })).status).toBe(400)
  expect((await app.request('GET', '/v1/users?maxResults=0', { token })).status).toBe(400)
})
