import { expect, test } from 'vitest'
import { startEstate } from '../../../_harness/estate.ts'

const { mmc, thing } = await startEstate()

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
