import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc } = await startSeededApp()

test('shows one by its name; an unknown one is 404', async () => {
  expect((await mmc('GET', '/usergroups/Example%20group')).json).toMatchObject({
    name: 'Example group',
    permissions: ['SERVER_VIEW'],
  })
  expect((await mmc('GET', '/usergroups/Nobody')).status).toBe(404)
})
