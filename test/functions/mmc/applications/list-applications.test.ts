import { expect, test } from 'vitest'
import { version } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc } = await startSeededApp()

test('applications come oldest first with their versions; an empty repository is an empty list', async () => {
  expect((await mmc('GET', '/repository')).text).toBe('{"total":0,"data":[]}')
  const ids = [
    await version(app, token, 'b', '1'),
    await version(app, token, 'a', '1'),
    await version(app, token, 'b', '2'),
  ]

  const { json } = await mmc('GET', '/repository/')

  expect(json.total).toBe(2)
  expect(json.data.map(({ name }: { name: string }) => name)).toEqual(['b', 'a'])
  expect(json.data[0].versions.map(({ id }: { id: string }) => id)).toEqual([ids[0], ids[2]])
})

test('a path narrows to one application; another path is 501', async () => {
  expect((await mmc('GET', '/repository?path=/Applications/a')).json.data).toMatchObject([{ name: 'a' }])
  expect((await mmc('GET', '/repository?path=/Applications/')).json.total).toBe(2)
  for (const path of ['/Applications/none', '/Elsewhere', '/Applications/a/b'])
    expect((await mmc('GET', `/repository?path=${path}`)).status).toBe(501)
})
