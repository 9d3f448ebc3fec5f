import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc, server } = await startSeededApp()
const files = `/servers/${server('example-single')}/files`
const replace = (path: string, as = token) =>
  app.request('PUT', `/mmc/api${files}/${path}`, { token: as, body: new TextEncoder().encode('again') })

test('replaces what is there, and nothing else: 404', async () => {
  expect((await replace('conf/example.txt')).json).toBe('200 OK')
  expect((await mmc('GET', `${files}/conf/example.txt`)).text).toBe('again')
  expect((await replace('conf/other.txt')).status).toBe(404)
  expect((await replace('conf')).status).toBe(404)
})

test('a caller without the permission is told 405', async () => {
  const nobody = await app.tokenFor({ name: 'nobody', tenant: 'acme', permissions: [] })
  expect((await replace('conf/example.txt', nobody)).status).toBe(405)
})
