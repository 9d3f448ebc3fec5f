import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, agent, carries } = await startSeededApp()

test('shows an application as far as the node that is furthest behind, and none that failed', async () => {
  expect((await mmc('GET', '/clusters/example/applications')).json).toEqual({
    total: 1,
    data: [{ name: 'example-app', status: 'STARTED' }],
  })

  const [app] = carries
  await agent('example-a').checkIn({
    boot: 2,
    commandGeneration: 1,
    applications: [{ ...app, status: 'initialised' } as never],
  })
  expect((await mmc('GET', '/clusters/example/applications')).json.data).toEqual([
    { name: 'example-app', status: 'INITIALISED' },
  ])
  for (const name of ['example-a', 'example-b', 'example-c']) {
    await agent(name).checkIn({
      boot: 2,
      commandGeneration: 1,
      applications: [{ ...app, status: 'failed', cause: 'broken' } as never],
    })
  }
  expect((await mmc('GET', '/clusters/example/applications')).json).toEqual({ total: 0, data: [] })
  expect((await mmc('GET', '/clusters/example')).json.clusterStatus).toBe('OK')
})

test('a cluster with no node up has an empty list', async () => {
  for (const name of ['example-a', 'example-b', 'example-c'])
    await agent(name).checkIn({ boot: 2, commandGeneration: 1, status: 'stopped' })

  expect(await mmc('GET', '/clusters/example/applications')).toMatchObject({
    status: 200,
    json: { total: 0, data: [] },
  })
})
