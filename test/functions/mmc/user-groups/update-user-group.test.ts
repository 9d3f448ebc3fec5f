import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc } = await startSeededApp()
const path = '/usergroups/Example%20group'

test('what is given takes the place of what was there, the rest stays', async () => {
  expect((await mmc('PUT', path, { permissions: ['VIEW_ALERTS'] })).json.permissions).toEqual(['VIEW_ALERTS'])
  await mmc('PUT', path, { description: 'Changed' })
  expect((await mmc('GET', path)).json).toMatchObject({ permissions: ['VIEW_ALERTS'], description: 'Changed' })
})

test('a group may get another name that is free, and its former one is free then', async () => {
  await mmc('POST', '/usergroups', { name: 'Taken' })
  expect((await mmc('PUT', path, { name: 'Taken' })).status).toBe(409)
  const { status, json } = await mmc('PUT', path, { name: 'Moved' })
  expect([status, json.name, json.href]).toEqual([200, 'Moved', expect.stringMatching(/usergroups\/Moved$/)])
  expect((await mmc('GET', path)).status).toBe(404)
  expect((await mmc('POST', '/usergroups', { name: 'Example group' })).status).toBe(201)
})

test('a permission there is none of is 400 and changes nothing; an unknown group is 404', async () => {
  expect((await mmc('PUT', path, { permissions: ['FLY'] })).status).toBe(400)
  expect((await mmc('GET', path)).json.permissions).toEqual([])
  expect((await mmc('PUT', '/usergroups/Nobody', { permissions: [] })).status).toBe(404)
})
