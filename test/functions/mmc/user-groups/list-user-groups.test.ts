import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'
import { administrator } from '../../../_harness/app.ts'

const { app, mmc } = await startSeededApp()

test('a fresh installation has the four built-in groups; another tenant only its own', async () => {
  const { json } = await mmc('GET', '/usergroups', undefined, await app.tokenFor(administrator))
  expect(json.total).toBe(4)
  expect(
    Object.fromEntries(
      (json.data as { name: string; permissions: string[] }[]).map((one) => [one.name, one.permissions.length]),
    ),
  ).toEqual({
    Administrators: 43,
    'Server Administrators': 24,
    Deployers: 3,
    Monitors: 5,
  })
  expect((await mmc('GET', '/usergroups')).json.data).toMatchObject([{ name: 'Example group' }])
})

test('a caller without the permission is told 401', async () => {
  const nobody = await app.tokenFor({ name: 'nobody', tenant: 'acme', permissions: ['servers.read'] })
  expect((await mmc('GET', '/usergroups', undefined, nobody)).status).toBe(401)
})
