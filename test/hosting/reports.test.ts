import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { says, startHosting, type HostingAgent } from '../_harness/hosting.ts'

const { app, clock, token, enrolment, control, placed, agentNamed, checkIn, shown, command } = await startHosting()

const leaseOf = async ({ serverId }: HostingAgent) =>
  (await control('GET', `/servers/${serverId}`)).json.lease as object

test('a flow is starting until each live runtime runs it, and stopping until none does', async () => {
  const [one, other] = [await agentNamed('a-1'), await agentNamed('a-2')]
  const id = await placed({ kind: 'servers', ids: [one.serverId, other.serverId] })
  await checkIn(one)
  await checkIn(other)

  expect(await command(id, 'start')).toBe('starting')
  expect(await shown(id)).toMatchObject({ status: 'starting', runtimes: { servers: 2, live: 2, running: 0 } })
  const told = await checkIn(one)
  expect(told).toMatchObject({ [id]: { flowId: id, definitionVersion: 1, state: 'running', startGeneration: 1 } })
  await checkIn(one, says(id, 'running'))
  expect((await shown(id)).status).toBe('starting')
  await checkIn(other)
  await checkIn(other, says(id, 'running'))
  expect(await shown(id)).toMatchObject({ status: 'active', runtimes: { live: 2, running: 2 } })

  expect(await command(id, 'stop')).toBe('stopping')
  expect(await checkIn(one)).toMatchObject({ [id]: { state: 'stopped' } })
  await checkIn(one, says(id, 'stopped'))
  expect((await shown(id)).status).toBe('stopping')
  await checkIn(other, says(id, 'stopping'))
  expect((await shown(id)).status).toBe('stopping')
  await checkIn(other, says(id, 'stopped'))
  expect((await shown(id)).status).toBe('inactive')
  expect(await command(id, 'start')).toBe('starting')
  expect(await checkIn(one)).toMatchObject({ [id]: { state: 'running', startGeneration: 2 } })
})

test('a flow fails with the words of the first runtime that says so, and the others go on', async () => {
  const [one, other] = [await agentNamed('b-1'), await agentNamed('b-2')]
  const id = await placed({ kind: 'servers', ids: [one.serverId, other.serverId] })
  await checkIn(one)
  await checkIn(other)
  await command(id, 'start')
  await checkIn(one, says(id, 'failed', 1, { cause: 'EADDRINUSE 1880' }))

  expect(await shown(id)).toMatchObject({ status: 'errored', statusMessage: 'EADDRINUSE 1880' })
  expect(await checkIn(other)).toMatchObject({ [id]: { state: 'running', startGeneration: 1 } })
  await command(id, 'start')
  expect(await checkIn(other)).toMatchObject({ [id]: { state: 'running', startGeneration: 2 } })
  // What it said of the start before does not count.
  expect((await shown(id)).status).toBe('starting')
})

test('a runtime that is down holds nothing up, and is told when it comes back', async () => {
  const [one, other] = [await agentNamed('c-1'), await agentNamed('c-2')]
  const id = await placed({ kind: 'servers', ids: [one.serverId, other.serverId] })
  await checkIn(one)
  await checkIn(other)
  await command(id, 'start')
  await checkIn(one, says(id, 'running'))
  clock.advance(120)
  await checkIn(one)
  await app.functions.invoke('schedules-SweepLeases', {})
  await app.settled()

  expect(await shown(id)).toMatchObject({ status: 'active', runtimes: { servers: 2, live: 1, running: 1 } })
  expect(await checkIn(other)).toMatchObject({ [id]: { state: 'running' } })
  clock.advance(120)
  await app.settled()
  expect(await command(id, 'stop')).toBe('stopping')
  expect((await shown(id)).status).toBe('inactive')
})

test('an idle check-in is one request, however many flows are hosted', async () => {
  const one = await agentNamed('e-1')
  const id = await placed({ kind: 'servers', ids: [one.serverId] })
  await command(id, 'start')
  await checkIn(one, says(id, 'starting'))
  await checkIn(one, says(id, 'running'))

  expect(await checkIn(one)).toBeUndefined()
  const old = await one.checkIn({ observedGeneration: 0 })
  expect(old.json.desired).not.toHaveProperty('flows')
})

test.each([
  [
    'flows',
    (id: string) => Array.from({ length: 101 }, (_, index) => says(index === 0 ? id : `f-${index}`, 'running')[0]),
  ],
  ['runs', () => Array.from({ length: 101 }, (_, index) => ({ runId: `r-${index}`, state: 'succeeded', steps: {} }))],
])('a report of 101 %s is refused, and nothing of it has been taken', async (member, tooMany) => {
  const one = await agentNamed(`m-${member}`)
  const id = await placed({ kind: 'servers', ids: [one.serverId] })
  await checkIn(one)
  await command(id, 'start')
  await checkIn(one, says(id, 'starting'))
  const before = await leaseOf(one)
  const said = { seq: 50, flowsGeneration: one.said.flowsGeneration, flows: says(id, 'running') }

  clock.advance(1)
  const refused = await one.checkIn({ ...said, status: 'draining', [member]: tooMany(id) })
  await app.settled()
  expect([refused.status, refused.json]).toMatchObject([400, { title: 'Invalid input' }])
  expect(await leaseOf(one)).toEqual(before)
  expect(await shown(id)).toMatchObject({ status: 'starting', runtimes: { running: 0 } })
  // The same number counts: it has not been heard yet.
  expect((await one.checkIn({ ...said })).status).toBe(200)
  await app.settled()
  expect((await shown(id)).status).toBe('active')
})

test('servers that come to a cluster or leave it are told', async () => {
  const [one, other] = [await agentNamed('f-1'), await agentNamed('f-2')]
  await one.checkIn()
  await other.checkIn()
  const nodes = [`local$${one.serverId}`]
  const cluster = await app.request('POST', '/mmc/api/clusters', {
    token,
    body: { name: 'f', version: '3.8.0', nodes },
  })
  await one.checkIn({ boot: 2, commandGeneration: 1 })
  const id = await placed({ kind: 'cluster', ids: [cluster.json.id as string] })
  await command(id, 'start')
  expect(await checkIn(one)).toHaveProperty(id)
  expect(await checkIn(other)).toBeUndefined()

  const path = `/mmc/api/clusters/${cluster.json.id as string}/addnodes`
  await app.request('POST', path, { token, body: { nodes: [`local$${other.serverId}`] } })
  await app.settled()
  expect(await checkIn(other)).toMatchObject({ [id]: { state: 'running' } })
  expect((await shown(id)).runtimes.servers).toBe(2)
  await checkIn(one, says(id, 'running'))
  expect((await shown(id)).status).toBe('starting')
  await other.checkIn({ boot: 2, commandGeneration: 1, flowsGeneration: other.said.flowsGeneration })
  await app.request('DELETE', `/mmc/api/clusters/${cluster.json.id as string}`, { token })
  await app.settled()
  expect(await checkIn(one)).toEqual({})
  expect(await checkIn(other)).toEqual({})
})

test('servers that come to a group or leave it are told, and one that is unregistered is none of them', async () => {
  const one = await agentNamed('g-1')
  const other = await agentNamed('g-2')
  const group = await app.request('POST', '/mmc/api/serverGroups', { token, body: { name: 'G' } })
  const id = await placed({ kind: 'server-groups', ids: [group.json.id as string] })
  await command(id, 'start')
  expect((await shown(id)).runtimes.servers).toBe(0)
  const put = async (agent: HostingAgent, groups: string[]) => {
    const path = `/mmc/api/servers/local$${agent.serverId}`
    const body = { name: `${agent.serverId}`, groups }
    const answer = await app.request('PUT', path, { token, body })
    if (answer.status !== 200) throw new Error(answer.text)
    await app.settled()
  }
  await put(one, [group.json.id as string])
  await put(other, [group.json.id as string])
  expect(await checkIn(one)).toHaveProperty(id)
  expect(await checkIn(other)).toHaveProperty(id)
  await put(one, [])
  expect(await checkIn(one)).toEqual({})
  await put(one, [group.json.id as string])
  expect(await checkIn(one)).toHaveProperty(id)
  await put(one, [])

  await app.request('DELETE', `/mmc/api/servers/local$${other.serverId}`, { token })
  await app.settled()
  expect((await shown(id)).runtimes.servers).toBe(0)
})

test('a call of a webhook is a run of a runtime, and one that no runtime takes up has failed after a quarter of an hour', async () => {
  const one = await agentNamed('h-1')
  const id = await placed({ kind: 'servers', ids: [one.serverId] })
  await checkIn(one)
  await command(id, 'start')
  const call = () => app.request('POST', `/oih/webhooks/${id}`, { body: { order: 7 } })
  expect((await call()).status).toBe(404)
  await checkIn(one, says(id, 'running'))

  const called = await call()
  expect(called.status, called.text).toBe(200)
  await app.settled()
  const { json } = await one.checkIn({ flowsGeneration: one.said.flowsGeneration })
  const runId = called.headers.get('x-sluice-run') ?? ''
  expect(json.desired?.runs).toMatchObject([{ runId, flowId: id, payload: { data: { order: 7 } } }])
  const run = async () => (await control('GET', `/runs/${runId}`)).json
  const swept = async (seconds: number) => {
    clock.advance(seconds)
    await app.functions.invoke('schedules-SweepRuns', {})
    await app.settled()
    return (await run()).status as string
  }
  expect(await swept(14 * 60)).toBe('in-progress')
  expect(await swept(60)).toBe('failed')
  expect((await run()).cause).toMatchObject({ message: 'No runtime took it up in time.' })
})

/** A run that the runtime has said it has begun. */
async function begunRun(agent: HostingAgent, id: string) {
  const { json } = await control('POST', `/flows/${id}/runs`, { payload: {} })
  const runId = json.id as string
  await agent.checkIn({
    flowsGeneration: agent.said.flowsGeneration,
    runs: [{ runId, state: 'in-progress', steps: {} }],
  })
  await app.settled()
  return { path: `/runs/${runId}`, run: async () => (await control('GET', `/runs/${runId}`)).json }
}

test('a run that is to be cancelled, and of which its runtime says nothing any more, is cancelled after half an hour', async () => {
  const one = await agentNamed('n-1')
  const id = await placed({ kind: 'servers', ids: [one.serverId] })
  await checkIn(one)
  await command(id, 'start')
  await checkIn(one, says(id, 'running'))
  const { path, run } = await begunRun(one, id)
  expect((await control('POST', `${path}/cancel`)).json.status).toBe('cancelling')
  await app.settled()

  clock.advance(30 * 60)
  await app.functions.invoke('schedules-SweepRuns', {})
  await app.settled()
  expect(await run()).toMatchObject({
    status: 'cancelled',
    cause: { message: 'Its runtime does not report it any more.' },
  })
})

test('what a server that is unregistered had begun has failed, or is cancelled where that was asked', async () => {
  const one = await agentNamed('o-1')
  const id = await placed({ kind: 'servers', ids: [one.serverId] })
  await checkIn(one)
  await command(id, 'start')
  await checkIn(one, says(id, 'running'))
  const [left, cancelled] = [await begunRun(one, id), await begunRun(one, id)]
  await control('POST', `${cancelled.path}/cancel`)

  await app.request('DELETE', `/mmc/api/servers/local$${one.serverId}`, { token })
  await app.settled()
  expect(await left.run()).toMatchObject({ status: 'failed', cause: { message: 'Its runtime was removed.' } })
  expect((await cancelled.run()).status).toBe('cancelled')
})

test('an agent of before is told of no flow and goes on as it was recorded, and holds no flow up', async () => {
  const recorded = JSON.parse(await readFile(join(import.meta.dirname, 'recorded-agent.json'), 'utf8')) as Exchange[]
  const [first, ...others] = recorded
  const enrolled = await app.request('POST', `/agent${first?.path}`, { token: enrolment, body: first?.body })
  const { agentId, serverId, credential } = enrolled.json as Record<string, string>
  await app.settled()
  const newer = await agentNamed('k-1')
  const id = await placed({ kind: 'servers', ids: [newer.serverId, serverId] })
  await command(id, 'start')

  for (const { path, body, status, answer } of others) {
    const own = (text: string) => text.replaceAll('AGENT', agentId ?? '').replaceAll('SERVER', serverId ?? '')
    const said = await app.request('POST', `/agent${own(path)}`, { token: credential, body: own(JSON.stringify(body)) })
    expect(said.status).toBe(status)
    expect({ ...said.json, nextSeconds: 0 }).toEqual({
      ...(JSON.parse(own(JSON.stringify(answer))) as object),
      nextSeconds: 0,
    })
  }
  await checkIn(newer)
  await checkIn(newer, says(id, 'running'))
  expect(await shown(id)).toMatchObject({ status: 'active', runtimes: { servers: 2, live: 1, running: 1 } })
})

interface Exchange {
  path: string
  body: object
  status: number
  answer: object
}
