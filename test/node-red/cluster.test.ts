import { setInterval } from 'node:timers/promises'
import { DescribeFlowCommand, ListFlowsCommand, StartFlowCommand, StopFlowCommand } from '@aws-sdk/client-appflow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installedVersion } from '../../lib/node-red/install.ts'
import { enrolmentToken } from '../_harness/agents.ts'
import { administrator } from '../_harness/app.ts'
import { startFleet, type Fleet } from '../_harness/fleet.ts'
import { ask, nodeRedRuntime } from '../_harness/node-red.ts'
import { temporaryFolder } from '../_harness/process.ts'

/** Two Node-RED runtimes and the product: the agents on the clock that a test moves, Node-RED on its own. */
let fleet: Fleet
let place: Awaited<ReturnType<typeof temporaryFolder>>
let members: ReturnType<typeof nodeRedRuntime>[]

beforeAll(async () => {
  fleet = await startFleet({ count: 0 })
  place = await temporaryFolder()
  const token = await enrolmentToken(fleet.app, administrator, { expiresInSeconds: 24 * 3600 })
  const product = { url: fleet.app.url, token, folder: place.folder, timers: fleet.clock }
  members = ['node-red-1', 'node-red-2'].map((name) => nodeRedRuntime(name, product))
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

const hello = [
  { task_id: 'ask', type: 'http in', params: { method: 'get', url: '/hello' } },
  { task_id: 'greet', type: 'template', dependencies: ['ask'], params: { template: 'Hello {{payload.name}}' } },
  { task_id: 'reply', type: 'http response', dependencies: ['greet:0'] },
]
const helloFrom = ({ engine }: ReturnType<typeof nodeRedRuntime>) =>
  ask(engine.port, '/hello?name=Ann').then(
    ({ status, text }) => (status === 200 ? text : status),
    () => 'down',
  )

const manager = (method: string, path: string, body?: unknown) =>
  fleet.app.request(method, `/flow-manager/flows${path}`, { token: fleet.token, body })

test('a flow on a cluster of two answers all the while that is restarted, runs on demand, and is stopped at other doors', async () => {
  const version = installedVersion()
  await until(async () => members.every(({ runtime }) => runtime.serverId !== undefined))
  const nodes = members.map(({ runtime }) => `local$${runtime.serverId}`)
  const { json: cluster } = await fleet.mmc('POST', '/clusters', { name: 'edge', version, nodes })
  await until(async () => (await fleet.mmc('GET', '/clusters/edge')).json.clusterStatus === 'OK')
  const placement = { kind: 'cluster', ids: [cluster.id] }
  const placed = await fleet.control('PUT', '/placements/flow-manager', placement)
  expect(placed.status, placed.text).toBe(200)
  const added = await manager('POST', '', [{ id: 'hello', task_configs: hello }])
  expect(added.status, added.text).toBe(201)
  const path = '/flows/hello'

  const started = await manager('PATCH', '/commands', { command: 'start' })
  expect(started.json).toMatchObject({ details: [{ flow_id: 'hello', status: 'running' }] })
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

  await stopAtOtherDoors(path)
}, 120_000)

/** Has the flow listed, described and stopped by AppFlow's client, then started and stopped by Open Integration Hub's API. */
async function stopAtOtherDoors(path: string): Promise<void> {
  const answers = (answer: unknown) =>
    until(async () => (await Promise.all(members.map(helloFrom))).every((one) => one === answer))
  const appflow = await fleet.app.appflowFor()
  const { flows } = await appflow.send(new ListFlowsCommand({}))
  expect(flows).toMatchObject([{ flowName: 'hello', flowStatus: 'Active' }])
  expect(await appflow.send(new DescribeFlowCommand({ flowName: 'hello' }))).toMatchObject({ flowStatus: 'Active' })
  await appflow.send(new StopFlowCommand({ flowName: 'hello' }))
  await answers(404)
  await until(async () => (await manager('GET', '/status/hello')).json.status === 'stopped')
  await appflow.send(new StartFlowCommand({ flowName: 'hello' }))
  await answers('Hello Ann')
  await until(async () => (await fleet.control('GET', path)).json.status === 'active')

  const { id } = (await fleet.control('GET', path)).json as { id: string }
  const hub = async (method: string, of: string) =>
    (await fleet.app.request(method, `/oih${of}`, { token: fleet.token })).json.data as Record<string, unknown>
  expect(await hub('GET', '/flows')).toMatchObject([{ id, name: 'hello', status: 'active' }])
  expect(await hub('GET', `/flows/${id}`)).toMatchObject({ graph: { edges: [{ source: 'ask' }, { source: 'greet' }] } })
  expect(await hub('POST', `/flows/${id}/stop`)).toMatchObject({ status: 'stopping' })
  await answers(404)
  await until(async () => (await hub('GET', `/flows/${id}`)).status === 'inactive')
}
