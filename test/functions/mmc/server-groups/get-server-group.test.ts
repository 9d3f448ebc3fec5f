import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, thing, server } = await startSeededApp()

test('counts its servers', async () => {
  await mmc('PUT', `/servers/${server('example-single')}`, { groups: [thing('group')] })

  expect((await mmc('GET', `/serverGroups/${thing('group')}`)).json).toMatchObject({ name: 'Example', serverCount: 1 })
  expect((await mmc('GET', '/serverGroups/nowhere')).status).toBe(404)
})
