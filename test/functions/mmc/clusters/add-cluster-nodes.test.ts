import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server, desired, agent } = await startSeededApp()

const add = (body: unknown, cluster = 'example') => mmc('POST', `/clusters/${cluster}/addnodes`, body)

test('refuses, all or nothing, what cannot be added', async () => {
  for (const body of [
    {},
    { nodes: [] },
    { nodes: ['local$nowhere'] },
    { nodes: [server('example-a')] },
    '{"nodes":',
    'nodes: a',
  ]) {
    expect((await add(body)).status).toBe(400)
  }
  expect((await add({ nodes: [server('example-single')] }, 'nowhere')).status).toBe(404)
  expect((await add({ nodes: [server('example-single')] }, 'example-rolling')).status).toBe(400)
  expect((await mmc('GET', '/clusters/example')).json.nodeServerIds).toHaveLength(3)
})

test('takes the body of the documented curl line, which is not JSON; only the new node restarts', async () => {
  const answer = await add(`{"nodes":"${server('example-single')}", "${server('example-single')}"}`)

  expect([answer.status, answer.text]).toEqual([200, '"200 OK"'])
  expect((await mmc('GET', '/clusters/example')).json).toMatchObject({
    status: '3 of 4 nodes online',
    clusterStatus: 'WAITING_FOR_RESTART',
  })
  expect((await desired('example-single'))?.command).toMatchObject({ kind: 'restart' })
  expect((await desired('example-a'))?.command?.generation).toBe(1)
})

test('refuses while a node is down or still coming', async () => {
  expect((await add({ nodes: server('example-rolling') })).status).toBe(400)
  await agent('example-single').checkIn({ boot: 2, commandGeneration: 1 })
  await agent('example-b').checkIn({ boot: 2, commandGeneration: 1, status: 'stopped' })
  expect((await add({ nodes: server('example-rolling') })).json.message).toContain('not responding')
})
