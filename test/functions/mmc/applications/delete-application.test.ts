import { expect, test } from 'vitest'
import { archive, upload, version } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'
import { scanTable } from '../../../_harness/table.ts'

const { app, token, mmc } = await startSeededApp()
const names = async () => (await mmc('GET', '/repository')).json.data.map(({ name }: { name: string }) => name)

test('by its id one version goes, and with the last one the application', async () => {
  const [one, two] = [await version(app, token, 'orders', '1'), await version(app, token, 'orders', '2')]

  expect((await mmc('DELETE', `/repository/${one}`)).text).toBe('"200 OK"')
  expect((await mmc('GET', '/repository')).json.data[0].versions).toMatchObject([{ id: two }])
  expect((await mmc('DELETE', `/repository/${two}`)).status).toBe(200)

  expect(await names()).toEqual([])
  expect((await mmc('DELETE', `/repository/${two}`)).status).toBe(501)
})

test('by the id of an application all its versions go, however many, their archives too, and its name is free', async () => {
  const { json } = await upload(app, token, { name: 'many', version: '0', file: archive() })
  for (let index = 1; index < 95; index++) await version(app, token, 'many', String(index))
  const stored = async () => {
    const rows = await scanTable<{ sk: { S: string } }>(app.engine)
    // What the audit trail has is not part of it.
    return rows.filter(({ sk }) => !/^(audit-record|removal)\|/.test(sk.S)).length
  }
  const before = await stored()

  expect((await mmc('DELETE', `/repository/${json.applicationId}`)).status).toBe(200)
  await app.settled()

  // The application, its name and 95 versions.
  expect(before - (await stored())).toBe(97)
  await expect(app.objects.list('artifacts/acme/')).resolves.toEqual([])
  expect((await upload(app, token, { name: 'many', version: '0', file: archive() })).status).toBe(200)
})

test('a version that a deployment has can be deleted; the deployment keeps its id', async () => {
  const versionId = await version(app, token, 'used', '1')
  const made = await mmc('POST', '/deployments', {
    name: 'uses',
    serverNames: ['example-single'],
    applications: [versionId],
  })

  expect((await mmc('DELETE', `/repository/${versionId}`)).status).toBe(200)

  expect((await mmc('GET', `/deployments/${made.json.id}`)).json.applications).toEqual([versionId])
  expect((await version(app, token, 'used', '1')) === versionId).toBe(false)
})

test('without an id it is 405', async () => {
  for (const path of ['/repository', '/repository/']) expect((await mmc('DELETE', path)).status).toBe(405)
})
