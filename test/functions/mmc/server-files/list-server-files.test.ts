import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc, server } = await startSeededApp()
const files = `/servers/${server('example-single')}/files`

test('lists files and the directories they are in, with every member', async () => {
  const body = new Uint8Array(5000)
  await app.request('POST', `/mmc/api${files}/domains/lib/a%20b.jar`, { token, body })

  const { status, json } = await mmc('GET', `${files}/`)

  expect(status).toBe(200)
  const rights = { userCanRead: true, userCanWrite: true, lastModified: expect.any(Number) }
  const file = { ...rights, directory: false, userCanExecute: false }
  const directory = { ...rights, directory: true, userCanExecute: true, size: 0, friendlySize: '' }
  expect(json).toEqual({
    total: 5,
    data: [
      { ...directory, name: 'conf', friendlyName: 'conf/', absolutePath: '/conf' },
      {
        ...file,
        name: 'example.txt',
        friendlyName: 'example.txt',
        absolutePath: '/conf/example.txt',
        size: 2,
        friendlySize: '2 bytes',
      },
      { ...directory, name: 'domains', friendlyName: 'domains/', absolutePath: '/domains' },
      { ...directory, name: 'lib', friendlyName: 'lib/', absolutePath: '/domains/lib' },
      {
        ...file,
        name: 'a b.jar',
        friendlyName: 'a b.jar',
        absolutePath: '/domains/lib/a b.jar',
        size: 5000,
        friendlySize: '4 KB',
      },
    ],
  })
})

test('an unknown server is 404, a caller without the permission 405', async () => {
  expect((await mmc('GET', '/servers/nowhere/files')).status).toBe(404)
  const nobody = await app.tokenFor({ name: 'nobody', tenant: 'acme', permissions: ['servers.read'] })
  expect((await mmc('GET', files, undefined, nobody)).status).toBe(405)
})
