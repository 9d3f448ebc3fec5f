import { expect, test } from 'vitest'
import { startEstate } from '../../../_harness/estate.ts'

const { mmc, thing, agent } = await startEstate()

test('a cluster is found by its id and by its name, under any spelling of the path', async () => {
  for (const path of [`/clusters/${thing('cluster')}`, '/clusters/example', '/clusters/example/', '/cluster/example']) {
    expect((await mmc('GET', path)).json).toMatchObject({ id: thing('cluster'), name: 'example' })
  }
})

test('a node that is down is data: 200 with the counts', async () => {
  await agent('example-c').checkIn({ boot: 2, orderGeneration: 1, status: 'stopped' })

  const { status, json } = await mmc('GET', '/clusters/example')

  expect([status, json.status, json.nodesUpCount, json.clusterStatus]).toEqual([200, '2 of 3 nodes online', 2, 'WARN'])
})

test('an unknown one is 404 with a message', async () => {
  expect(await mmc('GET', '/clusters/nowhere')).toMatchObject({
    status: 404,
    json: { message: expect.stringContaining('nowhere') },
  })
})
