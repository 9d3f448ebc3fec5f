import { afterAll, expect, test } from 'vitest'
import { createFlow } from '../../lib/core/flows/create-flow.ts'
import type { Flow } from '../../lib/core/flows/flow.ts'
import { commit } from '../../lib/store/commit.ts'
import { writeHosting, writeReport } from '../../lib/store/hostings.ts'
import { moveFlow } from '../../lib/store/move.ts'
import { read } from '../../lib/store/read.ts'
import { hostFlows } from '../../lib/runtime/hosting/host-flows.ts'
import { idSource, type Services } from '../../lib/runtime/invocation/context.ts'
import { namedFlow } from '../_harness/flow-items.ts'
import { openTestTable } from '../_harness/table.ts'

const table = await openTestTable()
afterAll(() => table.stop())
const at = '2027-01-04T00:00:00.000Z'
const services = { table, now: () => new Date(at) } as unknown as Services
const newId = idSource(() => new Date())
const actor = { name: 'ann', kind: 'user', via: 'test', at } as const

/** Writes left until the connection is cut; each is counted before it is sent. */
let left = Infinity
const isWrite = (name: string) => /Put|Update|Delete|Transact/.test(name)
table.client.middlewareStack.add(
  (next, context) => (args) => {
    if (isWrite(String(context.commandName)) && left-- <= 0) throw new Error('cut off')
    return next(args)
  },
  { step: 'initialize', priority: 'high' },
)

const serverIds = ['s-1', 's-2', 's-3']
for (const id of serverIds) {
  const agentId = `agent-${id}`
  const server = {
    tenant: 'default',
    id,
    version: 1,
    name: id,
    agentId,
    groupIds: [],
    desired: { generation: 1, applications: {} },
  }
  const lease = {
    tenant: 'default',
    agentId,
    serverId: id,
    lastSeenAt: at,
    intervalSeconds: 15,
    observedFlowsGeneration: 0,
  }
  await commit(table, [{ kind: 'put', entity: 'server', item: server as never }])
  await commit(table, [{ kind: 'put', entity: 'lease', item: lease as never }])
}

async function startingFlow(): Promise<Flow> {
  const placement = { kind: 'servers', ids: serverIds } as const
  const id = newId()
  const { after, change } = createFlow(namedFlow(`f-${id}`, id, { placement, madeBy: 'oih' }), { tenant: 1e6 }, actor)
  await commit(table, change)
  await move(after, 'start')
  return after
}
const move = (flow: Flow, name: 'start' | 'stop') =>
  moveFlow(table, { tenant: 'default', flow: { handle: flow.handle }, move: name, at, by: 'ann' })
const host = ({ tenant, key, id }: Flow) => hostFlows(services, [{ tenant, key, id }])
const hostingsOf = (flow: Flow) => Promise.all(serverIds.map((id) => read(table, 'hosting', 'default', id, flow.key)))
const raised = async () => (await read(table, 'lease', 'default', 'agent-s-1'))?.flowsGeneration ?? 0

test('cut off at any write and shown the change again, the relay tells every server, and further repetition writes nothing', async () => {
  let n = 0
  for (let isCut = true; isCut; n++) {
    const flow = await startingFlow()
    const before = await raised()
    left = n
    isCut = await host(flow).then(
      () => false,
      () => true,
    )
    left = Infinity
    await host(flow)

    for (const hosting of await hostingsOf(flow))
      expect(hosting).toMatchObject({ flowId: flow.id, state: 'running', startGeneration: 1, definitionVersion: 1 })
    expect(await raised()).toBeGreaterThan(before)
    expect(await read(table, 'flow-servers', 'default', flow.id)).toMatchObject({
      version: 1,
      told: { state: 'running' },
    })
    table.requests.length = 0
    await host(flow)
    expect(table.requests.filter(isWrite)).toEqual([])
  }
  // What leads to it from three servers, three hostings, three leases, and what is kept beside the flow.
  expect(n).toBe(11)
})

test('flows of a batch raise the generation of each agent once', async () => {
  const flows = [await startingFlow(), await startingFlow(), await startingFlow()]
  const before = await raised()
  await hostFlows(
    services,
    flows.map(({ tenant, key, id }) => ({ tenant, key, id })),
  )
  expect(await raised()).toBe(before + 1)
})

test('what is written late never replaces what is newer', async () => {
  const flow = await startingFlow()
  await host(flow)
  const [told] = await hostingsOf(flow)
  await move(flow, 'stop')
  await host(flow)
  if (told) await writeHosting(table, told)
  expect((await hostingsOf(flow))[0]?.state).toBe('stopped')

  const report = (state: 'running' | 'stopped', reportOrder: string) =>
    writeReport(table, {
      tenant: 'default',
      serverId: 's-1',
      flowKey: flow.key,
      reportOrder,
      report: { flowId: flow.id, startGeneration: 1, state, reportedAt: at },
    })
  await report('stopped', 'boot-1 0000000002')
  await report('running', 'boot-1 0000000001')
  expect((await hostingsOf(flow))[0]).toMatchObject({ state: 'stopped', report: { state: 'stopped' } })
})

test('a stop of a flow on runtimes is two requests', async () => {
  const flow = await startingFlow()
  table.requests.length = 0
  expect((await move(flow, 'stop')).status).toBe('stopping')
  expect(table.requests).toEqual(['UpdateItemCommand', 'UpdateItemCommand'])
})
