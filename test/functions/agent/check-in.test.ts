import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, agent, mmc, server, carries, thing } = await startSeededApp()

const idle = { boot: 2, commandGeneration: 1, isIdle: true } as const
const requests = async (work: () => Promise<unknown>) => {
  const sent: string[] = []
  const { pass } = app.engine
  app.engine.pass = (target, body) => {
    if (!target.includes('Streams')) sent.push(target.split('.')[1] ?? '')
    return pass(target, body)
  }
  await work()
  app.engine.pass = pass
  return sent
}

test('unchanged it is one write, whatever the server carries', async () => {
  await app.settled()
  await agent('example-a').checkIn(idle)

  expect(await requests(() => agent('example-a').checkIn(idle))).toEqual(['UpdateItem'])
  const { json } = await agent('example-a').checkIn(idle)
  expect(json).toEqual({ nextSeconds: expect.any(Number) })
})

test('an idle agent is told to come again in 15 seconds, more or less; one in a rollout in 2', async () => {
  const calm = (await agent('example-single').checkIn({ isIdle: true })).json.nextSeconds
  expect([calm >= 13.5, calm <= 16.5]).toEqual([true, true])
  expect((await agent('example-rolling').checkIn(idle)).json.nextSeconds).toBe(2)
})

test('a report repeated, delayed or swapped changes nothing; the first of a new boot counts', async () => {
  const name = 'example-b'
  const status = async () => (await mmc('GET', `/servers/${server(name)}`)).json.status as string
  await agent(name).checkIn({ boot: 2, seq: 20, commandGeneration: 1, applications: carries })
  await agent(name).checkIn({ boot: 2, seq: 5, commandGeneration: 1, status: 'stopped' })
  expect(await status()).toBe('OK')
  await agent(name).checkIn({ boot: 1, seq: 99, commandGeneration: 1, status: 'stopped' })
  expect(await status()).toBe('OK')
  await agent(name).checkIn({ boot: 3, seq: 1, commandGeneration: 1, status: 'stopped' })
  expect(await status()).toBe('STOPPED')
})

test('a wrong secret and another agent’s path are refused', async () => {
  const { agentId, credential } = agent('example-a')
  const path = `/agent/agents/${agentId}/check-in`
  const body = { protocol: 1, bootId: '00000002-hand', seq: 900, status: 'running', observedGeneration: 0 }

  expect((await app.request('POST', path, { token: `${credential}x`, body })).status).toBe(401)
  expect((await app.request('POST', path, { token: credential.replace('sla.acme', 'sla.other'), body })).status).toBe(
    401,
  )
  expect((await app.request('POST', path, { token: agent('example-b').credential, body })).status).toBe(404)
  expect((await app.request('POST', path, { body })).headers.get('www-authenticate')).toContain('Bearer')
})

test('unknown members are ignored, an unknown protocol is refused', async () => {
  const { agentId, credential } = agent('example-c')
  const path = `/agent/agents/${agentId}/check-in`
  const body = {
    protocol: 1,
    bootId: '00000002-hand',
    seq: 901,
    status: 'running',
    observedGeneration: 0,
    later: { version: 7 },
  }

  expect((await app.request('POST', path, { token: credential, body })).status).toBe(200)
  expect((await app.request('POST', path, { token: credential, body: { ...body, protocol: 2 } })).status).toBe(400)
  expect(thing('cluster')).toBeTruthy()
})

test('metrics of more flows than an item holds are taken, as many as it does', async () => {
  const { agentId, credential } = agent('example-a')
  const figure = { asyncEvents: 1, syncEvents: 1, processedEvents: 2, executionErrors: 0, fatalErrors: 0 }
  const flow = { ...figure, totalMs: 10, minMs: 1, maxMs: 9, routed: { 'endpoint.vm.one': 4 } }
  const flows = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`flow-${index}`, flow]))
  const metrics = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`app-${index}`, flows]))
  const serverId = server('example-a').replace('local$', '')
  const body = {
    protocol: 1,
    bootId: '00000009-many',
    seq: 1,
    status: 'running',
    observedGeneration: 0,
    serverId,
    metrics,
  }

  const { status, json } = await app.request('POST', `/agent/agents/${agentId}/check-in`, { token: credential, body })
  expect([status, json.message]).toEqual([200, undefined])
})
