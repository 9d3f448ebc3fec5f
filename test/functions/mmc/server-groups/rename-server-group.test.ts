import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, thing } = await startSeededApp()

test('the old name is free, a taken one refused', async () => {
  const path = `/serverGroups/${thing('group')}`
  await mmc('POST', '/serverGroups', { name: 'Taken' })

  expect((await mmc('PUT', path, { name: 'Renamed', serverCount: 7 })).json).toMatchObject({
    id: thing('group'),
    name: 'Renamed',
  })

  expect((await mmc('PUT', path, { name: 'Taken' })).status).toBe(500)
  expect((await mmc('POST', '/serverGroups', { name: 'Example' })).status).toBe(201)
})
