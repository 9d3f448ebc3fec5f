import { afterAll, expect, test } from 'vitest'
import { administrator, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

test('a tenant’s keys are listed without their secrets', async () => {
  const key = await app.keyFor(administrator)
  await app.keyFor({ name: 'owner', tenant: 'acme' })

  const own = await app.request('GET', '/v1/access-keys', { token })
  const theirs = await app.request('GET', '/v1/access-keys', {
    token: await app.tokenFor({ name: 'owner', tenant: 'acme' }),
  })

  expect(own.json.accessKeys).toEqual([expect.objectContaining({ accessKeyId: key.accessKeyId, userName: 'admin' })])
  expect(own.text).not.toContain(key.secretAccessKey)
  expect(theirs.json.accessKeys.map(({ userName }: { userName: string }) => userName)).toEqual(['owner'])
})
