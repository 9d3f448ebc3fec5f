import { expect, test } from 'vitest'
import { version } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc, server, thing } = await startSeededApp()
const one = await version(app, token, 'orders', '1')
const create = (name: string, body: object) => mmc('POST', '/deployments', { name, applications: [one], ...body })
const named = async (query: string) =>
  (await mmc('GET', `/deployments${query}`)).json.data.map(({ name }: { name: string }) => name)

test('all, those for a server, for a group, for a cluster', async () => {
  expect((await mmc('GET', '/deployments')).text).toBe('{"total":0,"data":[]}')
  await create('server', { servers: [server('example-single')] })
  await create('group', { servers: [thing('group')] })
  await create('cluster', { clusters: [thing('cluster')] })

  expect(await named('')).toEqual(['server', 'group', 'cluster'])
  expect(await named(`?server=${server('example-single')}`)).toEqual(['server'])
  expect(await named(`?serverId=${thing('group')}`)).toEqual(['group'])
  expect(await named(`?cluster=${thing('cluster')}`)).toEqual(['cluster'])
  expect(await named(`?clusterId=${thing('cluster')}`)).toEqual(['cluster'])
  expect(await named(`?server=${server('example-a')}`)).toEqual([])
  expect(await named('?servers=whatever')).toEqual(['server', 'group', 'cluster'])
})

test('an unknown id is 404, server and cluster together 400', async () => {
  for (const query of ['?server=local$x', '?cluster=x'])
    expect((await mmc('GET', `/deployments${query}`)).status).toBe(404)
  expect((await mmc('GET', `/deployments?server=${server('example-a')}&cluster=${thing('cluster')}`)).status).toBe(400)
})
