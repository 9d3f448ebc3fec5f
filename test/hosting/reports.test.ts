import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { HostedFlowReport } from '../../lib/core/agents/hosted-flows.ts'
import { enrolAgent, enrolmentToken, type ScriptedAgent } from '../_harness/agents.ts'
import { administrator, startTestApp } from '../_harness/app.ts'
import { testClock } from '../_harness/clock.ts'
import { runnableFlow } from '../_harness/flow-items.ts'
import { graph } from '../_harness/hub-flows.ts'

const clock = testClock('2027-01-04T00:00:00.000Z')
const app = await startTestApp({ timers: clock })
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)
const enrolment = await enrolmentToken(app, administrator)
const control = (method: string, path: string, body?: unknown) => app.request(method, `/v1${path}`, { token, body })
let made = 0

/** A flow that is placed on servers, or on whatever is said. */
async function placed(placement: object): Promise<string> {
  const flow = { name: `Flow ${++made}`, graph }
  const { data } = (await app.functions.invoke('oih-CreateFlow', { flow })) as { data: { id: string } }
  const answer = await control('PUT', `/flows/${data.id}/placement`, placement)
  if (answer.status !== 200) throw new Error(answer.text)
  await app.settled()
  return data.id
}
const agentNamed = async (name: string) => {
  const agent = await enrolAgent(app, enrolment, name)
  await app.settled()
  return { ...agent, said: { flowsGeneration: 0 } }
}
type Hosting = ScriptedAgent & { said: { flowsGeneration: number } }

/** Checks in as an agent that hosts flows: gives what it is told of them, undefined for nothing new. */
async function checkIn(agent: Hosting, flows: Partial<HostedFlowReport>[] = []) {
  const { json } = await agent.checkIn({ flowsGeneration: agent.said.flowsGeneration, flows })
  agent.said.flowsGeneration = json.desired?.flowsGeneration ?? agent.said.flowsGeneration
  await app.settled()
  return json.desired?.flows
}
const says = (
  id: string,
  state: HostedFlowReport['state'],
  startGeneration = 1,
  more: Partial<HostedFlowReport> = {},
) => [{ flow: id, flowId: id, startGeneration, state, ...more }]
const shown = async (id: string) => (await control('GET', `/flows/${id}`)).json
const command = async (id: string, name: string) => {
  const answer = await control('POST', `/flows/${id}/${name}`)
  await app.settled()
  return answer.json.status as string
}

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

test('an agent fetches the definition by version and checks it by its hash; nobody else gets it', async () => {
  const [one, other] = [await agentNamed('d-1'), await agentNamed('d-2')]
  const id = await placed({ kind: 'servers', ids: [one.serverId] })
  await command(id, 'start')
  const wanted = (await checkIn(one))?.[id]
  const get = (agent: Hosting, version: number) =>
    app.request('GET', `/agent/agents/${agent.agentId}/flows/${id}/definitions/${version}`, { token: agent.credential })

  const answer = await get(one, 1)
  expect(createHash('sha256').update(answer.text).digest('hex')).toBe(wanted?.definitionSha256)
  expect(answer.json).toMatchObject({ flowId: id, version: 1, steps: [{ id: 'step_1' }] })
  expect((await get(one, 2)).status).toBe(404)
  expect((await get(other, 1)).status).toBe(404)
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
  const put = async (agent: Hosting, groups: string[]) => {
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

test('a flow is placed elsewhere only while it is stopped, and is forgotten where it was', async () => {
  const [one, other] = [await agentNamed('h-1'), await agentNamed('h-2')]
  const id = await placed({ kind: 'servers', ids: [one.serverId] })
  await command(id, 'start')
  await checkIn(one)
  await checkIn(one, says(id, 'running'))
  const elsewhere = { kind: 'servers', ids: [other.serverId] }
  expect((await control('PUT', `/flows/${id}/placement`, elsewhere)).status).toBe(409)
  await command(id, 'stop')
  await checkIn(one)
  await checkIn(one, says(id, 'stopped'))
  expect((await control('PUT', `/flows/${id}/placement`, elsewhere)).status).toBe(200)
  await app.settled()

  expect(await checkIn(one)).toEqual({})
  await command(id, 'start')
  expect(await checkIn(other)).toHaveProperty(id)
  expect((await control('PUT', `/flows/${id}/placement`, { kind: 'service' })).status).toBe(409)
  await control('DELETE', `/flows/${id}?force=true`)
  await app.settled()
  expect(await checkIn(other)).toEqual({})
})

test('what does not exist is no place, and a flow that is run on demand has none', async () => {
  const id = await placed({ kind: 'service' })
  const put = async (flow: string, placement: object) =>
    (await control('PUT', `/flows/${flow}/placement`, placement)).status
  expect(await put(id, { kind: 'servers', ids: ['nowhere'] })).toBe(404)
  expect(await put(id, { kind: 'cluster', ids: [] })).toBe(400)
  expect(await put(id, { kind: 'service', ids: ['x'] })).toBe(400)
  const onDemand = await app.makeFlow(runnableFlow('On demand', [{ id: 'only', component: 'log', settings: {} }]))
  const [one] = [await agentNamed('i-1')]
  expect(await put(onDemand.id, { kind: 'servers', ids: [one.serverId] })).toBe(409)
})

test('flows of a dialect are made where the tenant wants those of that dialect', async () => {
  const one = await agentNamed('j-1')
  const put = await control('PUT', '/placements/oih', { kind: 'servers', ids: [one.serverId] })
  expect(put.json).toEqual({ kind: 'servers', ids: [one.serverId], version: 1 })
  const { data } = (await app.functions.invoke('oih-CreateFlow', { flow: { name: 'J', graph } })) as {
    data: { id: string }
  }
  await control('PUT', '/placements/oih', { kind: 'service' })
  expect((await control('GET', '/placements/appflow')).json).toEqual({ kind: 'service', ids: [], version: 0 })

  await app.functions.invoke('oih-StartFlow', { id: data.id })
  await app.settled()
  expect(await checkIn(one)).toHaveProperty(data.id)
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
