import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server, thing } = await startSeededApp()

test('renames and replaces the set of groups; the old name is free, a taken one refused', async () => {
  const path = `/servers/${server('example-single')}`

  expect((await mmc('PUT', path, { name: 'renamed', groups: [{ href: thing('group') }] })).json).toMatchObject({
    name: 'renamed',
    groups: [{ name: 'Example' }],
  })

  expect((await mmc('GET', '/servers?name=example-single')).json.total).toBe(0)
  expect((await mmc('PUT', path, { groups: [] })).json.groups).toEqual([])
  expect((await mmc('PUT', path, { name: 'example-a' })).status).toBe(500)
  expect((await mmc('PUT', path, { groups: ['nowhere'] })).status).toBe(404)
  expect((await mmc('PUT', `/servers/${server('example-a')}`, { name: 'example-single' })).status).toBe(200)
})
