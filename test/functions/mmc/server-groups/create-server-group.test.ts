import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc } = await startSeededApp()

test('answers 201 with its place; a second one of the name is 409', async () => {
  const made = await mmc('POST', '/serverGroups', { name: 'Edge' })

  expect([made.status, made.json]).toEqual([
    201,
    { name: 'Edge', id: expect.any(String), serverCount: 0, href: made.headers.get('location') },
  ])
  expect((await mmc('POST', '/serverGroups', { name: 'Edge' })).status).toBe(409)
  expect((await mmc('POST', '/serverGroups', {})).status).toBe(400)
})
