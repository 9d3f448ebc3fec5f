import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc, server } = await startSeededApp()
const files = `/servers/${server('example-single')}/files`

test('gives the bytes as application/octet-stream, under any spelling of the path', async () => {
  for (const path of [`/mmc/api${files}/conf/example.txt`, `/mmc-3.7.0/api${files}/conf%2Fexample.txt/`]) {
    const { status, text, headers } = await app.request('GET', path, { token })
    expect([status, text, headers.get('content-type')]).toEqual([200, 'hi', 'application/octet-stream'])
  }
})

test('metadata of a file and of a directory is its entry in the list', async () => {
  const { data } = (await mmc('GET', files)).json
  const file = await mmc('GET', `${files}/conf/example.txt?metadata=true`)
  expect([file.headers.get('content-type'), file.json]).toEqual(['application/json', data[1]])
  expect((await mmc('GET', `${files}/conf?metadata=TRUE`)).json).toEqual(data[0])
})

test('what is not there, and the bytes of a directory, are 404', async () => {
  for (const path of ['nothing', 'conf', 'conf/', 'conf/example.txt/more', 'nothing?metadata=true'])
    expect((await mmc('GET', `${files}/${path}`)).status).toBe(404)
})

test('a file called like the end of another route is a file', async () => {
  await mmc('POST', `${files}/conf/mule/endpoints`, { any: 'thing' })
  expect((await mmc('GET', `${files}/conf/mule/endpoints`)).json).toEqual({ any: 'thing' })
})
