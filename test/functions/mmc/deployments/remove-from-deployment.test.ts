import { expect, test } from 'vitest'
import { version, type DeploymentJson } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc, server } = await startSeededApp()
const [one, two] = [await version(app, token, 'orders', '1'), await version(app, token, 'orders', '2')]
const create = async (name: string) =>
  (await mmc('POST', '/deployments', { name, servers: [server('example-single')], applications: [one] }))
    .json as DeploymentJson

test('the last version goes, and the next one comes with the id and the time of the answer', async () => {
  const made = await create('a')
  const removed = await mmc('PUT', `/deployments/${made.id}/remove`, {
    applications: [one],
    lastModified: made.lastModified,
    name: 'does not rename',
  })
  expect(removed.status).toBe(200)
  expect(removed.json).toMatchObject({ name: 'a', applications: [], status: 'UNDEPLOYED' })

  const { id, lastModified } = removed.json as DeploymentJson
  const added = await mmc('PUT', `/deployments/${id}/add`, { applications: [two], lastModified })

  expect(added.json.applications).toEqual([two])
})

test('ids that are not in it are ignored; one that is none is 402; a stale time is 500; a body that is none too', async () => {
  const made = await create('b')
  const remove = (body: unknown, id = made.id) => mmc('PUT', `/deployments/${id}/remove`, body)
  expect((await remove({ lastModified: made.lastModified, applications: ['x'] })).status).toBe(402)
  expect((await remove({ lastModified: made.lastModified, servers: [null] })).status).toBe(402)
  expect((await remove({ lastModified: 'then', applications: [one] })).status).toBe(500)
  expect((await remove('{')).status).toBe(500)
  expect((await remove({}, 'local$x')).status).toBe(404)

  const { json } = await remove({ lastModified: made.lastModified, applications: [two] })

  expect(json.applications).toEqual([one])
})
