import { expect, test } from 'vitest'
import { version, type DeploymentJson } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc, thing, agent, server } = await startSeededApp()

test('a cluster is found by its id and by its name, under any spelling of the path', async () => {
  for (const path of [`/clusters/${thing('cluster')}`, '/clusters/example', '/clusters/example/', '/cluster/example']) {
    expect((await mmc('GET', path)).json).toMatchObject({ id: thing('cluster'), name: 'example' })
  }
})

test('a node that is down is data: 200 with the counts', async () => {
  await agent('example-c').checkIn({ boot: 2, commandGeneration: 1, status: 'stopped' })

  const { status, json } = await mmc('GET', '/clusters/example')

  expect([status, json.status, json.nodesUpCount, json.clusterStatus]).toEqual([200, '2 of 3 nodes online', 2, 'WARN'])
})

test('an unknown one is 404 with a message', async () => {
  expect(await mmc('GET', '/clusters/nowhere')).toMatchObject({
    status: 404,
    json: { message: expect.stringContaining('nowhere') },
  })
})

test('names the deployments that target it, deployed or not, by the ids they have now, and no others', async () => {
  const applications = [await version(app, token, 'orders', '1')]
  const make = async (name: string, targets: object) =>
    (await mmc('POST', '/deployments', { name, applications, ...targets })).json as DeploymentJson
  const here = await make('here', { clusters: [thing('cluster')] })
  await make('elsewhere', { servers: [server('example-single')] })
  const deployments = async () => (await mmc('GET', '/clusters/example')).json.deployments as string[]

  expect(await deployments()).toEqual([here.id])
  const { json } = await mmc('PUT', `/deployments/${here.id}/add`, { lastModified: here.lastModified, name: 'renamed' })
  expect(await deployments()).toEqual([json.id])
  expect((await mmc('GET', '/clusters')).json.data[0].deployments).toEqual([json.id])
  await mmc('PUT', `/deployments/${json.id}/remove`, {
    lastModified: json.lastModified,
    clusters: [thing('cluster')],
  })
  expect(await deployments()).toEqual([])
})
