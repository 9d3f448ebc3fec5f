import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, thing, server } = await startSeededApp()

test('its servers stay and show it no more', async () => {
  await mmc('PUT', `/servers/${server('example-single')}`, { groups: [thing('group')] })

  expect((await mmc('DELETE', `/serverGroups/${thing('group')}`)).text).toBe('"200 OK"')

  expect((await mmc('GET', `/servers/${server('example-single')}`)).json.groups).toEqual([])
  expect((await mmc('DELETE', `/serverGroups/${thing('group')}`)).status).toBe(404)
})
