import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, mmc, thing } = await startSeededApp()

test('a name gives a list of one or none; names are case-sensitive', async () => {
  expect((await mmc('GET', '/serverGroups?name=Example')).json).toMatchObject({
    total: 1,
    data: [{ id: thing('group'), serverCount: 0 }],
  })
  expect((await mmc('GET', '/serverGroups?name=example')).json.total).toBe(0)
})

test('a fresh installation holds four', async () => {
  const token = await app.tokenFor({ name: 'admin' })

  const { json } = await app.request('GET', '/mmc/api/serverGroups', { token })

  expect(json.data.map(({ name }: { name: string }) => name).sort()).toEqual([
    'Development',
    'Production',
    'Staging',
    'Test',
  ])
})
