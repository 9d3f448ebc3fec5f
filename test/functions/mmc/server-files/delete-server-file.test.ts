import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'
import { scanTable } from '../../../_harness/table.ts'

const { app, mmc, server } = await startSeededApp()
const files = `/servers/${server('example-single')}/files`

test('the file is gone, with its content; once more it is 404', async () => {
  const contents = (await app.objects.list('files/')).length
  expect((await mmc('DELETE', `${files}/conf/example.txt`)).json).toBe('200 OK')
  await app.settled()

  expect((await mmc('GET', `${files}/conf/example.txt`)).status).toBe(404)
  expect((await mmc('GET', files)).json).toEqual({ total: 0, data: [] })
  expect((await app.objects.list('files/')).length).toBe(contents - 1)
  expect((await mmc('DELETE', `${files}/conf/example.txt`)).status).toBe(404)
})

test('an unregistered server takes its files with it', async () => {
  await mmc('POST', `${files}/a/b`, { any: 'thing' })
  await mmc('POST', `${files}/c`, { any: 'thing' })
  const contents = (await app.objects.list('files/')).length
  expect((await mmc('DELETE', `/servers/${server('example-single')}`)).status).toBe(200)
  await app.settled()

  expect((await app.objects.list('files/')).length).toBe(contents - 2)
  const left = await scanTable<{ sk: { S: string } }>(app.engine)
  expect(left.filter(({ sk }) => sk.S.startsWith('file|')).map(({ sk }) => sk.S)).toEqual(['file|conf/example.txt'])
})
