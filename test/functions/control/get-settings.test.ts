import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())

test('settings are the usual ones until they are put, for each tenant', async () => {
  const reader = await app.tokenFor({ name: 'reader', permissions: ['settings.read'] })
  const owner = await app.tokenFor({ name: 'owner', tenant: 'acme' })
  const get = async (token: string) => (await app.request('GET', '/v1/settings', { token })).json
  expect(await get(reader)).toEqual({ strictComponents: false, version: 0 })

  await app.request('PUT', '/v1/settings', { token: owner, body: { strictComponents: true } })

  expect(await get(owner)).toEqual({ strictComponents: true, version: 1 })
  expect(await get(reader)).toEqual({ strictComponents: false, version: 0 })
})
