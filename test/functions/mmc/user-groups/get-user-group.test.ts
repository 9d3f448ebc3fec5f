import { expect, test } from 'vitest'
import { startEstate } from '../../../_harness/estate.ts'

const { mmc } = await startEstate()

test('shows one by its name; an unknown one is 404', async () => {
  expect((await mmc('GET', '/usergroups/Example%20group')).json).toMatchObject({
    name: 'Example group',
    permissions: ['SERVER_VIEW'],
  })
  expect((await mmc('GET', '/usergroups/Nobody')).status).toBe(404)
})
