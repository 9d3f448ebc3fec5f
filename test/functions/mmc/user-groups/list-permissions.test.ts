import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc } = await startSeededApp()

test('lists every permission there is; a group of them all can be made', async () => {
  const { status, json } = await mmc('GET', '/usergroups/permissions')
  const { permissions } = json as { permissions: string[] }
  expect([status, permissions.length, new Set(permissions).size]).toEqual([200, 43, 43])
  expect((await mmc('POST', '/usergroups', { name: 'All', permissions })).status).toBe(201)
})
