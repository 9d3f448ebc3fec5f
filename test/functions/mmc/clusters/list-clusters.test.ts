import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, thing, app } = await startSeededApp()

test('lists every cluster, oldest first', async () => {
  const { status, json, headers } = await mmc('GET', '/clusters')

  expect([status, headers.get('content-type')]).toEqual([200, 'application/json'])
  expect(json.total).toBe(2)
  expect(json.data.map(({ name }: { name: string }) => name)).toEqual(['example', 'example-rolling'])
  expect(json.data[0]).toMatchObject({ id: thing('cluster'), clusterStatus: 'OK', groupIds: [] })
})

test('a caller without the permission is told 400, one without credentials 401', async () => {
  const nobody = await app.tokenFor({ name: 'nobody', permissions: [] })

  expect((await mmc('GET', '/clusters', undefined, nobody)).status).toBe(400)
  const unknown = await app.request('GET', '/mmc/api/clusters')
  expect([unknown.status, unknown.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="mmc"'])
})
