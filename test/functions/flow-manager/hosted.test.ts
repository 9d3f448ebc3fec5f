import { expect, test } from 'vitest'
import type { HostedFlowReport, WantedFlows } from '../../../lib/core/agents/hosted-flows.ts'
import { startHosting, type HostingAgent } from '../../_harness/hosting.ts'

/** Flows of flow-manager that run on runtimes, whose agents say what a test makes them say. */
const { app, token, control, agentNamed, checkIn } = await startHosting()
const ask = (method: string, path: string, body?: unknown) =>
  app.request(method, `/flow-manager${path}`, { token, body })
const command = async (name: string, flow_ids: string[], more: object = {}) =>
  (await ask('PATCH', '/flows/commands', { command: name, flow_ids, ...more })).json
const statusOf = async (id: string) => (await ask('GET', `/flows/status/${id}`)).json

const agents = [await agentNamed('edge-1'), await agentNamed('edge-2')] as const
const [one, other] = agents
for (const agent of agents) await checkIn(agent)
const placement = { kind: 'servers', ids: agents.map(({ serverId }) => serverId) }
await control('PUT', '/placements/flow-manager', placement)

async function add(...names: string[]): Promise<void> {
  const configurations = names.map((id) => ({ id, task_configs: [{ task_id: 'a', type: 'inject' }] }))
  expect((await ask('POST', '/flows', configurations)).status).toBe(201)
  await app.settled()
}

/** What each agent was told last. */
const told = new Map<HostingAgent, WantedFlows>()
async function hear(agent: HostingAgent): Promise<WantedFlows> {
  told.set(agent, (await checkIn(agent)) ?? told.get(agent) ?? {})
  return told.get(agent) ?? {}
}
async function say(agent: HostingAgent, flow: string, state: HostedFlowReport['state'], more: object = {}) {
  const { flowId, startGeneration } = (await hear(agent))[flow] ?? {}
  await checkIn(agent, [{ flow, flowId, startGeneration, state, ...more }])
}
async function run(name: string): Promise<void> {
  await add(name)
  await command('start', [name])
  await app.settled()
  for (const agent of agents) await say(agent, name, 'running')
}

test('configurations are placed where the tenant wants the flows of this API', async () => {
  await add('placed')
  expect((await control('GET', '/flows/placed')).json).toMatchObject({ placement })
})

test('what a configuration says of its environment reaches the runtimes with its definition', async () => {
  const env = { PRICES: 'http://127.0.0.1:9', limit: 3 }
  const tasks = [{ task_id: 'a', type: 'inject' }]
  expect((await ask('POST', '/flows', [{ id: 'priced', env, task_configs: tasks }])).status).toBe(201)
  expect((await ask('GET', '/flows/priced')).json.env).toEqual(env)
  await command('start', ['priced'])
  await app.settled()

  const { definitionVersion } = (await hear(one)).priced ?? {}
  const definition = await app.request(
    'GET',
    `/agent/agents/${one.agentId}/flows/priced/definitions/${definitionVersion}`,
    {
      token: one.credential,
    },
  )
  expect(definition.json).toMatchObject({ variables: { PRICES: env.PRICES } })
  expect(definition.json.variables).not.toHaveProperty('limit')
})

test('a start says running, and a stop stopping until every live runtime has stopped the flow', async () => {
  await add('line')
  expect(await command('start', ['line'])).toEqual({
    status: 'Flows started',
    details: [{ flow_id: 'line', status: 'running' }],
  })
  expect((await control('GET', '/flows/line')).json.status).toBe('starting')
  await app.settled()
  for (const agent of agents) await say(agent, 'line', 'running')
  expect((await control('GET', '/flows/line')).json.status).toBe('active')

  expect((await command('stop', ['line'])).details).toEqual([{ flow_id: 'line', status: 'stopping' }])
  await say(one, 'line', 'stopped')
  expect((await statusOf('line')).status).toBe('stopping')
  await say(other, 'line', 'stopped')
  expect((await statusOf('line')).status).toBe('stopped')
})

test('a stop says stopped when every live runtime has stopped the flow within the second', async () => {
  await run('quick')
  const stopping = command('stop', ['quick'], { type: 1 })
  await expect.poll(async () => (await statusOf('quick')).status).toBe('stopping')
  await app.settled()
  for (const agent of agents) await say(agent, 'quick', 'stopped')
  expect((await stopping).details).toEqual([{ flow_id: 'quick', status: 'stopped' }])
})

test('a hard stop of a flow that is stopping makes the stop hard, and a soft one changes nothing', async () => {
  await run('slow')
  await command('stop', ['slow'])
  await app.settled()
  expect((await hear(one)).slow).toMatchObject({ state: 'stopped' })
  expect((await hear(one)).slow?.stopMode).toBeUndefined()
  await command('stop', ['slow'], { type: 1 })
  await app.settled()
  expect((await hear(one)).slow).toMatchObject({ state: 'stopped', stopMode: 'hard' })
  expect((await command('stop', ['slow'])).details).toEqual([{ flow_id: 'slow', status: 'stopping' }])
  await app.settled()
  expect((await hear(one)).slow).toMatchObject({ stopMode: 'hard' })
  expect((await command('start', ['slow'])).details).toMatchObject([{ status: 'stopping', error: expect.any(String) }])
  for (const agent of agents) await say(agent, 'slow', 'stopped')
})

test('a paused flow is resumed, and is not started', async () => {
  await run('kept')
  expect((await command('pause', ['kept'])).details).toEqual([{ flow_id: 'kept', status: 'paused' }])
  expect((await command('start', ['kept'])).details).toMatchObject([{ status: 'paused', error: expect.any(String) }])
  expect((await command('resume', ['kept'])).details).toEqual([{ flow_id: 'kept', status: 'running' }])
})

test('the current task is what a runtime reports of this start, and the error its words', async () => {
  await run('told')
  expect((await statusOf('told')).current_task).toBeNull()
  await say(one, 'told', 'running', { currentTask: 'a', lastError: 'of no account' })
  expect(await statusOf('told')).toMatchObject({ status: 'running', current_task: 'a', error: null })
  expect((await ask('GET', '/flows/status')).json.told).toEqual(await statusOf('told'))

  // The others go on.
  await say(other, 'told', 'failed', { cause: 'EADDRINUSE 1880' })
  expect(await statusOf('told')).toMatchObject({ status: 'error', current_task: 'a', error: 'EADDRINUSE 1880' })
  expect((await ask('GET', '/flows/status')).json.told).toEqual(await statusOf('told'))
  await command('start', ['told'])
  expect(await statusOf('told')).toMatchObject({ status: 'running', current_task: null, error: null })
})

test('a hard stop ends the runs that runtimes have begun, and a soft one leaves them', async () => {
  await run('busy')
  const begin = async () => {
    const { json } = await control('POST', '/flows/busy/runs', { payload: { order: 7 } })
    await app.settled()
    for (const agent of agents)
      await agent.checkIn({
        flowsGeneration: agent.said.flowsGeneration,
        runs: [{ runId: json.id as string, state: 'in-progress', steps: {} }],
      })
    return json.id as string
  }
  const runStatus = async (id: string) => (await control('GET', `/runs/${id}`)).json.status as string
  const id = await begin()
  await command('stop', ['busy'])
  await app.settled()
  expect(await runStatus(id)).toBe('in-progress')
  await command('stop', ['busy'], { type: 1 })
  await app.settled()
  expect(await runStatus(id)).toBe('cancelled')
})
