import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc } = await startSeededApp()

test('a group is made with what it may, and found under its href, spaces and all', async () => {
  const body = {
    name: 'Night Shift',
    description: 'At night',
    permissions: ['SERVER_VIEW', 'VIEW_ALERTS', 'SERVER_VIEW'],
  }
  const { status, json, headers } = await mmc('POST', '/usergroups', body)

  expect(status).toBe(201)
  expect(json).toEqual({ ...body, permissions: ['SERVER_VIEW', 'VIEW_ALERTS'], href: headers.get('location') })
  expect(json.href).toMatch(/\/mmc\/api\/usergroups\/Night%20Shift$/)
  const path = new URL(json.href as string).pathname.replace('/mmc/api', '')
  expect((await mmc('GET', path)).json).toEqual(json)
})

test('a permission there is none of is 400, a name that is taken 409', async () => {
  const { status, json } = await mmc('POST', '/usergroups', { name: 'x', permissions: ['FLY'] })
  expect([status, json.message]).toEqual([400, expect.stringContaining('permissions')])
  expect((await mmc('GET', '/usergroups/x')).status).toBe(404)
  expect((await mmc('POST', '/usergroups', { name: 'Example group' })).status).toBe(409)
  for (const name of ['', ' ', 'a/b', 'a|b', 'permissions', undefined])
    expect((await mmc('POST', '/usergroups', { name, permissions: [] })).status).toBe(400)
})
