import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WantedRun } from '#core/agents/hosted-flows.ts'
import type { Engine } from '../../lib/node-red/engine.ts'
import { NodeRedRuntime } from '../../lib/node-red/runtime.ts'
import { stateStore } from '../../lib/node-red/state.ts'
import { testClock } from '../_harness/clock.ts'
import { ask, graphOf, orders, testEngine } from '../_harness/node-red.ts'
import { temporaryFolder } from '../_harness/process.ts'
import { scriptedControlPlane } from '../_harness/scripted-control-plane.ts'

const clock = testClock()
const plane = scriptedControlPlane()
let place: Awaited<ReturnType<typeof temporaryFolder>>
let runtime: NodeRedRuntime
let engine: Engine

/** A runtime as a new process would make it, over the folder that is there. */
function newRuntime() {
  engine = testEngine(place.folder, { port: engine?.port ?? 0 })
  runtime = new NodeRedRuntime({
    name: 'node-red-1',
    agentUrl: 'http://node-red-1.test:1880',
    hostIp: '127.0.0.1',
    token: 'token',
    version: '5.0.7',
    engine,
    store: stateStore(place.folder),
    send: plane.send,
    timers: clock,
    random: () => 0,
    drainSeconds: 60,
  })
}

beforeAll(async () => {
  place = await temporaryFolder()
  newRuntime()
  await runtime.start()
  await runtime.checkIn()
})
afterAll(async () => {
  await runtime.kill()
  await place.remove()
})

const order = () => ask(engine.port, '/orders', { sku: 'A' })
/** How an order is answered that asks for no work: 422 by the flow itself. */
const emptyOrder = async () => (await ask(engine.port, '/orders', {})).status
const reported = (flow: string) => plane.flows[flow]?.state

test('it enrols once, takes up a start, fetches the definition once, and reports what it does', async () => {
  plane.start('orders', orders)
  await runtime.checkIn()

  expect((await order()).status).toBe(200)
  await expect.poll(() => reported('orders')).toBe('running')
  expect([plane.enrolments, plane.fetched]).toEqual([1, 1])
  expect(plane.said.every(({ bootId }) => bootId.startsWith('00000001-'))).toBe(true)
})

test('counters are reported once in 15 seconds at most', async () => {
  clock.advance(14)
  await runtime.checkIn()
  expect(plane.said.at(-1)?.flows).toBeUndefined()
  clock.advance(1)
  await runtime.checkIn()
  expect(plane.said.at(-1)?.flows).toMatchObject([{ steps: { confirm: { in: 1, out: 1, errors: 0 } } }])
})

test('a definition with another hash is not run, and asked for again', async () => {
  plane.start('odd', orders, 'f'.repeat(64))
  const before = plane.fetched
  await runtime.checkIn()
  plane.change({})
  await runtime.checkIn()

  expect(reported('odd')).toBe('starting')
  expect(plane.fetched).toBeGreaterThan(before + 1)
  plane.want('odd', { state: 'stopped' })
  await runtime.checkIn()
  expect(reported('odd')).toBe('stopped')
})

test.each(['cut off', 'refused'] as const)('%s, it keeps its flows running', async (reach) => {
  plane.reach = reach
  clock.advance(20)
  await runtime.checkIn()

  expect(await emptyOrder()).toBe(422)
  expect(runtime.state.flows.orders?.state).toBe('running')
  plane.reach = 'up'
})

test('started again without the control plane, it goes on with what it was to run, and what was paused', async () => {
  plane.start('held', graphOf([{ id: 'in', type: 'http in', params: { method: 'get', url: '/held' } }]))
  await runtime.checkIn()
  plane.want('held', { state: 'paused' })
  await runtime.checkIn()
  await runtime.kill()
  plane.reach = 'cut off'

  newRuntime()
  await runtime.start()
  expect(await emptyOrder()).toBe(422)
  expect((await ask(engine.port, '/held')).status).toBe(503)

  plane.reach = 'up'
  plane.flows = {}
  await runtime.checkIn()
  // A boot is told by its id, and everything is said again.
  expect(plane.said.at(-1)?.bootId).toMatch(/^00000002-/)
  expect([reported('orders'), reported('held'), reported('odd')]).toEqual(['running', 'paused', 'stopped'])
})

test('a run is begun once, while its flow runs, and reported when it has ended', async () => {
  const run: WantedRun = { runId: 'r1', flow: 'orders', flowId: 'id-orders', payload: { sku: 'A' }, validSeconds: 60 }
  plane.change({ runs: [run, { ...run, runId: 'r2', flow: 'held', flowId: 'id-held' }] })
  await runtime.checkIn()

  await expect.poll(() => plane.runs.r2).toMatchObject({ state: 'failed', cause: 'The flow is paused.' })
  await expect.poll(() => plane.runs.r1?.state).toBe('succeeded')
  const before = plane.said.length
  plane.change({})
  await runtime.checkIn()
  expect(plane.runs.r1).toMatchObject({ steps: { confirm: { in: 1, out: 1, errors: 0 } } })
  expect(plane.said.slice(before).flatMap(({ runs = [] }) => runs)).toEqual([])
})

test('a flow and its steps may be called what every object has', async () => {
  const graph = graphOf([
    { id: '__proto__', type: 'inject', params: { props: [] } },
    { id: 'constructor', type: 'debug', dependencies: ['__proto__'], params: {} },
  ])
  plane.start('constructor', graph)
  await runtime.checkIn()
  expect(reported('constructor')).toBe('running')
  const run = { runId: 'r3', flow: 'constructor', flowId: 'id-constructor', validSeconds: 60 }
  plane.change({ runs: [run] })
  await runtime.checkIn()
  await expect.poll(() => plane.runs.r3?.state).toBe('succeeded')
  expect(Object.entries(plane.runs.r3?.steps ?? {})).toEqual([
    ['__proto__', { in: 1, out: 1, errors: 0 }],
    ['constructor', { in: 1, out: 0, errors: 0 }],
  ])
})

test('an archive is not run, and that is said', async () => {
  plane.change({ applications: { shop: { versionId: 'v1', placement: 'p1' } } })
  await runtime.checkIn()
  const applications = plane.said.flatMap(({ report }) => report?.applications ?? [])
  expect(applications.at(-1)).toMatchObject({ name: 'shop', status: 'failed', versionId: 'v1', placement: 'p1' })
  plane.change({ applications: {} })
  await runtime.checkIn()
})

const restart = { kind: 'restart', validSeconds: 60, drainSeconds: 30, onDrainTimeout: 'force' } as const

test('a restart lets work in hand end, refuses what comes, and comes back with another boot', async () => {
  const answer = order()
  await expect.poll(() => engine.call('figures', null)).toMatchObject({ 'id-orders': { currentTask: 'work' } })
  plane.change({ command: { ...restart, generation: 1 } })
  await runtime.checkIn()

  await expect.poll(emptyOrder).toBe(503)
  expect((await answer).status).toBe(200)
  await expect.poll(() => plane.said.at(-1)?.bootId).toMatch(/^00000003-/)
  await expect.poll(() => plane.said.at(-1)?.status).toBe('running')
  expect(new Set(plane.said.map(({ status }) => status))).toEqual(new Set(['running', 'draining', 'restarting']))
  expect((await order()).status).toBe(200)
  // The same command again is none.
  plane.change({})
  await runtime.checkIn()
  expect(runtime.status).toBe('running')
})

test('a restart that work in hand outlasts fails where the command says so, and the flows go on', async () => {
  const answer = order()
  await expect.poll(() => engine.call('figures', null)).toMatchObject({ 'id-orders': { currentTask: 'work' } })
  plane.change({ command: { ...restart, generation: 2, onDrainTimeout: 'fail' } })
  await runtime.checkIn()
  await expect.poll(emptyOrder).toBe(503)
  const pastDeadline = () => {
    clock.advance(31)
    return runtime.status
  }
  await expect.poll(pastDeadline).toBe('running')
  expect((await answer).status).toBe(200)
  await expect.poll(async () => (await order()).status).toBe(200)
  await runtime.checkIn()
  expect(plane.said.findLast(({ report }) => report)?.report).toMatchObject({
    commandGeneration: 2,
    commandFailure: { generation: 2 },
  })
})

test('while Node-RED cannot start, neither the server nor a flow is said to run, and why', async () => {
  await runtime.kill()
  const { port } = engine
  const occupier = createServer().listen(port, '127.0.0.1')
  newRuntime()
  const before = plane.said.length
  await runtime.start()
  await runtime.checkIn()
  expect(plane.flows.orders).toMatchObject({ state: 'starting', lastError: expect.stringContaining('EADDRINUSE') })
  expect(plane.said.slice(before).map(({ status }) => status)).not.toContain('running')

  occupier.close()
  await expect.poll(() => reported('orders')).toBe('running')
  expect(plane.said.at(-1)?.status).toBe('running')
  expect((await order()).status).toBe(200)
})

test('a flow that is not named any more is dropped, and what is kept of it with it', async () => {
  delete plane.desired.flows?.orders
  plane.change({ command: undefined })
  await runtime.checkIn()

  expect((await order()).status).toBe(404)
  expect(runtime.state.flows.orders).toBeUndefined()
})
