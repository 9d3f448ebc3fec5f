import { expect, test } from 'vitest'
import { application } from '../../../_harness/agents.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, desired, agent } = await startSeededApp()

test('asks every node, by both documented paths', async () => {
  const answer = await mmc('POST', '/clusters/example/flows/Running/example-app/stop')

  expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([
    200,
    'The flow stopped successfully',
    'text/plain',
  ])
  for (const node of ['example-a', 'example-c']) {
    expect((await desired(node))?.applications['example-app']?.flows).toEqual({ Running: 'stopped' })
  }
  expect((await mmc('POST', '/clusters/example/Unknown/example-app/stop')).json.message).toContain(
    'There is no flow Unknown',
  )
})

test('a wrong state, an unknown flow and an unknown application are 500, an unknown cluster 404', async () => {
  expect((await mmc('POST', '/clusters/example/flows/Stopped/example-app/stop')).json.message).toMatch(
    /^Error while \w+ing flow/,
  )
  expect((await mmc('POST', '/clusters/example/flows/Unknown/example-app/stop')).status).toBe(500)
  expect((await mmc('POST', '/clusters/example/flows/Running/unknown/stop')).status).toBe(500)
  expect((await mmc('POST', '/clusters/nowhere/flows/Running/example-app/stop')).status).toBe(404)
})

test('while a node still runs a flow that is to stop, it is STOPPING, and takes no other command', async () => {
  const flow = async () => (await mmc('GET', '/clusters/example/flows')).json.data[0]

  expect((await flow()).status).toBe('STOPPING')
  for (const action of ['start', 'pause', 'stop']) {
    expect((await mmc('POST', `/clusters/example/flows/Running/example-app/${action}`)).status).toBe(500)
  }
})

test('stop, poll until STOPPED, start: STOPPED comes with the last node, and the start reaches all of them', async () => {
  const stopped = [application('example-app', { Running: 'stopped', Stopped: 'stopped' })]
  const status = async () => (await mmc('GET', '/clusters/example/flows')).json.data[0].status as string
  for (const node of ['example-a', 'example-b', 'example-c']) {
    expect(await status()).toBe('STOPPING')
    await agent(node).checkIn({ boot: 2, commandGeneration: 1, applications: stopped })
  }
  expect(await status()).toBe('STOPPED')

  expect((await mmc('POST', '/clusters/example/flows/Running/example-app/start')).status).toBe(200)

  for (const node of ['example-a', 'example-b', 'example-c'])
    expect((await desired(node))?.applications['example-app']?.flows).toEqual({ Running: 'running' })
})
