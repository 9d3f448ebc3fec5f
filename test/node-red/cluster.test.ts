import { join } from 'node:path'
import { setInterval } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { wallTimers } from '../../lib/local/timers.ts'
import { excludedFiles } from '../../lib/node-red/check.ts'
import { Engine } from '../../lib/node-red/engine.ts'
import { engineHome, installedVersion } from '../../lib/node-red/install.ts'
import { NodeRedRuntime } from '../../lib/node-red/runtime.ts'
import { stateStore } from '../../lib/node-red/state.ts'
import { httpSend } from '../../lib/simulator/protocol.ts'
import { enrolmentToken } from '../_harness/agents.ts'
import { administrator } from '../_harness/app.ts'
import { startFleet, type Fleet } from '../_harness/fleet.ts'
import { runnableFlow } from '../_harness/flow-items.ts'
import { ask, graphOf } from '../_harness/node-red.ts'
import { temporaryFolder } from '../_harness/process.ts'

/** Two Node-RED runtimes and the product: the agents on the clock that a test moves, Node-RED on its own. */
let fleet: Fleet
let place: Awaited<ReturnType<typeof temporaryFolder>>
let members: { runtime: NodeRedRuntime; engine: Engine }[]

beforeAll(async () => {
  fleet = await startFleet({ count: 0 })
  place = await temporaryFolder()
  const token = await enrolmentToken(fleet.app, administrator, { expiresInSeconds: 24 * 3600 })
  members = ['node-red-1', 'node-red-2'].map((name) => {
    const folder = join(place.folder, name)
    const engine = new Engine({
      home: engineHome,
      userFolder: join(folder, 'engine'),
      host: '127.0.0.1',
      port: 0,
      excludedFiles,
      timers: wallTimers,
      random: () => 0,
      env: {},
    })
    const runtime = new NodeRedRuntime({
      name,
      agentUrl: `http://${name}.test:1880`,
      hostIp: '127.0.0.1',
      token,
      version: installedVersion(),
      engine,
      store: stateStore(folder),
      send: httpSend(fleet.app.url),
      timers: fleet.clock,
      random: () => 0.5,
      drainSeconds: 60,
    })
    return { runtime, engine }
  })
  await Promise.all(members.map(({ runtime }) => runtime.start()))
}, 120_000)
afterAll(async () => {
  await Promise.all(members.map(({ runtime }) => runtime.kill()))
  await fleet.stop()
  await place.remove()
})

/** Moves the clock on until something holds; what takes its time in Node-RED is waited for. */
const until = (holds: () => Promise<boolean>) =>
  fleet.until(async () => {
    for (const { runtime } of members) await runtime.quiet()
    await fleet.settled()
    return holds()
  })

const hello = graphOf([
  { id: 'ask', type: 'http in', params: { method: 'get', url: '/hello' } },
  { id: 'greet', type: 'template', dependencies: ['ask'], params: { template: 'Hello {{payload.name}}' } },
  { id: 'reply', type: 'http response', dependencies: ['greet'], params: {} },
])
const helloFrom = ({ engine }: { engine: Engine }) =>
  ask(engine.port, '/hello?name=Ann').then(
    ({ status, text }) => (status === 200 ? text : status),
    () => 'down',
  )

test('a flow on a cluster of two answers all the while the cluster is restarted, one at a time, and runs on demand', async () => {
  const version = installedVersion()
  await until(async () => members.every(({ runtime }) => runtime.serverId !== undefined))
  const nodes = members.map(({ runtime }) => `local$${runtime.serverId}`)
  const { json: cluster } = await fleet.mmc('POST', '/clusters', { name: 'edge', version, nodes })
  await until(async () => (await fleet.mmc('GET', '/clusters/edge')).json.clusterStatus === 'OK')
  const flow = await fleet.app.makeFlow({
    ...runnableFlow('hello', hello.steps, 'default', hello.links),
    trigger: { kind: 'webhook' },
  })
  const path = `/flows/${flow.handle}`
  const placed = await fleet.control('PUT', `${path}/placement`, { kind: 'cluster', ids: [cluster.id] })
  expect(placed.status, placed.text).toBe(200)

  const started = await fleet.control('POST', `${path}/start`)
  expect(started.status, started.text).toBe(200)
  await until(async () => (await fleet.control('GET', path)).json.status === 'active')
  expect((await fleet.control('GET', path)).json.runtimes).toEqual({ servers: 2, live: 2, running: 2, failed: 0 })
  expect(await Promise.all(members.map(helloFrom))).toEqual(['Hello Ann', 'Hello Ann'])

  const boots = members.map(({ runtime }) => runtime.state.bootCount)
  const answers: unknown[][] = []
  let isOver = false
  const asking = (async () => {
    for await (const _ of setInterval(50)) {
      if (isOver) return
      answers.push(await Promise.all(members.map(helloFrom)))
    }
  })()
  const restarted = await fleet.control('POST', `/clusters/${cluster.id}/restart`, { policy: {} })
  expect(restarted.status, restarted.text).toBe(200)
  const rolloutOf = async () => (await fleet.control('GET', `/rollouts/${restarted.json.rollout.id}`)).json
  await until(async () => ['succeeded', 'failed', 'cancelled'].includes((await rolloutOf()).status as string))
  isOver = true
  await asking

  expect(await rolloutOf()).toMatchObject({ status: 'succeeded' })
  expect(members.map(({ runtime }, index) => runtime.state.bootCount - (boots[index] ?? 0))).toEqual([1, 1])
  // Each was away for a while, and never both.
  for (const index of [0, 1]) expect(answers.filter((both) => both[index] !== 'Hello Ann').length).toBeGreaterThan(0)
  expect(answers.filter((both) => !both.includes('Hello Ann'))).toEqual([])

  const { json: run } = await fleet.control('POST', `${path}/runs`, { payload: { name: 'Bob' } })
  const runOf = async () => (await fleet.control('GET', `/runs/${run.id}`)).json
  const hosted = () => members.map(({ runtime }) => runtime.state.runs[run.id as string]?.state).filter(Boolean)
  await until(async () => hosted().length > 0)
  await expect.poll(hosted).toEqual(['succeeded'])
  await until(async () => (await runOf()).status !== 'in-progress')
  expect(await runOf()).toMatchObject({ status: 'succeeded' })

  const stopped = await fleet.control('POST', `${path}/stop`)
  expect(stopped.status, stopped.text).toBe(200)
  await until(async () => (await fleet.control('GET', path)).json.status === 'inactive')
  expect(await Promise.all(members.map(helloFrom))).toEqual([404, 404])
}, 120_000)
