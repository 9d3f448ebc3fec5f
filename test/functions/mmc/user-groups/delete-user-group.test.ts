import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc } = await startSeededApp()

test('it is gone, and its name free; once more it is 404', async () => {
  const path = '/usergroups/Example%20group'
  expect((await mmc('DELETE', path)).json).toBe('200 OK')
  expect((await mmc('GET', path)).status).toBe(404)
  expect((await mmc('DELETE', path)).status).toBe(404)
  expect((await mmc('POST', '/usergroups', { name: 'Example group' })).status).toBe(201)
})
