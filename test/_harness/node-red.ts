import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { HostedDefinition, WantedFlow } from '#core/agents/hosted-flows.ts'
import type { Link, Step } from '#core/flows/definition.ts'
import { wallTimers, type Timers } from '../../lib/local/timers.ts'
import { excludedFiles } from '../../lib/node-red/check.ts'
import { Driver } from '../../lib/node-red/driver.ts'
import { Engine } from '../../lib/node-red/engine.ts'
import { engineHome, installedVersion } from '../../lib/node-red/install.ts'
import type { EndedRun } from '../../lib/node-red/runs.ts'
import { NodeRedRuntime } from '../../lib/node-red/runtime.ts'
import { emptyState, stateStore } from '../../lib/node-red/state.ts'
import { httpSend } from '../../lib/simulator/protocol.ts'

/** A step as the flow-manager API writes it. */
interface Task {
  id: string
  type: string
  dependencies?: string[]
  instances?: number
  params: Record<string, unknown>
}

/** Steps and links of a flow that is written as tasks with dependencies. */
export const graphOf = (tasks: readonly Task[]): { steps: Step[]; links: Link[] } => ({
  steps: tasks.map(({ id, type, params, instances }) => ({ id, component: type, settings: params, instances })),
  links: tasks.flatMap(({ id, dependencies = [] }) => dependencies.map((from) => ({ from, to: id }))),
})

/** Answers orders after half a second, with a number that counts from the start; without `sku` refuses them. */
export const orders = graphOf([
  { id: 'receive', type: 'http in', params: { method: 'post', url: '/orders' } },
  {
    id: 'check',
    type: 'switch',
    dependencies: ['receive'],
    params: {
      property: 'payload.sku',
      propertyType: 'msg',
      rules: [{ t: 'nnull' }, { t: 'else' }],
      checkall: 'false',
      outputs: 2,
    },
  },
  {
    id: 'work',
    type: 'delay',
    dependencies: ['check'],
    params: { pauseType: 'delay', timeout: '500', timeoutUnits: 'milliseconds' },
  },
  {
    id: 'confirm',
    type: 'function',
    dependencies: ['work'],
    params: {
      outputs: 1,
      func: "const n = (flow.get('n') || 0) + 1;\nflow.set('n', n);\nmsg.payload = { accepted: true, number: n, sku: msg.payload.sku };\nreturn msg;",
    },
  },
  {
    id: 'refuse',
    type: 'change',
    dependencies: ['check:1'],
    params: {
      rules: [
        { t: 'set', p: 'statusCode', pt: 'msg', to: '422', tot: 'num' },
        { t: 'set', p: 'payload', pt: 'msg', to: '{"accepted":false}', tot: 'json' },
      ],
    },
  },
  { id: 'reply', type: 'http response', dependencies: ['confirm', 'refuse'], params: {} },
])

/** Asks a server of prices, two requests at a time; 502 when it cannot be reached. */
export const quote = graphOf([
  { id: 'ask', type: 'http in', params: { method: 'get', url: '/quote/:item' } },
  {
    id: 'target',
    type: 'function',
    dependencies: ['ask'],
    params: {
      outputs: 1,
      func: "msg.url = env.get('PRICES') + '/' + encodeURIComponent(msg.req.params.item);\nreturn msg;",
    },
  },
  {
    id: 'price',
    type: 'http request',
    dependencies: ['target'],
    instances: 2,
    params: { method: 'GET', ret: 'obj', senderr: true },
  },
  { id: 'reply', type: 'http response', dependencies: ['price', 'failed'], params: {} },
  { id: 'broken', type: 'catch', params: { scope: ['price'] } },
  {
    id: 'failed',
    type: 'change',
    dependencies: ['broken'],
    params: {
      rules: [
        { t: 'set', p: 'statusCode', pt: 'msg', to: '502', tot: 'num' },
        { t: 'set', p: 'payload', pt: 'msg', to: 'error.message', tot: 'msg' },
      ],
    },
  },
])

/** Counts ten a second; GET /meter says how many. */
export const meter = graphOf([
  {
    id: 'tick',
    type: 'inject',
    params: {
      props: [{ p: 'payload' }],
      payload: '',
      payloadType: 'date',
      repeat: '0.1',
      once: true,
      onceDelay: '0.01',
    },
  },
  {
    id: 'count',
    type: 'function',
    dependencies: ['tick'],
    params: { outputs: 1, func: "flow.set('seen', (flow.get('seen') || 0) + 1);\nreturn null;" },
  },
  { id: 'show', type: 'http in', params: { method: 'get', url: '/meter' } },
  {
    id: 'read',
    type: 'function',
    dependencies: ['show'],
    params: { outputs: 1, func: "msg.payload = { seen: flow.get('seen') || 0 };\nreturn msg;" },
  },
  { id: 'reply', type: 'http response', dependencies: ['read'], params: {} },
])

export type Graph = ReturnType<typeof graphOf>

/** Node-RED, not started, as all tests have it: in `engine` of a folder, on a free port, started again at once when it ends. */
export const testEngine = (folder: string, more: Partial<ConstructorParameters<typeof Engine>[0]> = {}): Engine =>
  new Engine({
    home: engineHome,
    userFolder: join(folder, 'engine'),
    host: '127.0.0.1',
    port: 0,
    excludedFiles,
    timers: wallTimers,
    random: () => 0,
    env: {},
    ...more,
  })

/** Node-RED with its driver and without an agent: a test says what is wanted, as a document would. */
export async function startNodeRed({
  drainSeconds = 60,
  silenceSeconds = 30,
  env = {},
}: { drainSeconds?: number; silenceSeconds?: number; env?: Record<string, string> } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-node-red-'))
  const definitions = new Map<string, HostedDefinition>()
  const state = emptyState()
  const runs: EndedRun[] = []
  const wanted: Record<string, WantedFlow> = {}
  const engine = testEngine(folder, { random: () => 0.05, silenceSeconds })
  const driver = new Driver({
    engine,
    store: { definition: async (sha256) => definitions.get(sha256) },
    state,
    save: async () => undefined,
    timers: wallTimers,
    drainSeconds,
    env,
    tell: () => undefined,
  })
  await engine.start({
    up: (types) => driver.engineIsUp(types),
    down: () => driver.engineIsDown(),
    news: (news) => {
      driver.heard(news)
      runs.push(...news.runs)
    },
  })
  const want = async (flow: string, change: Partial<WantedFlow>) => {
    wanted[flow] = { ...(wanted[flow] as WantedFlow), ...change }
    driver.follow(wanted)
    await driver.bring()
    return state.flows[flow]
  }
  const flowIdOf = (flow: string) => createHash('sha256').update(flow).digest('hex').slice(0, 24)
  return {
    engine,
    driver,
    state,
    runs,
    want,
    flowIdOf,
    /** Starts a flow, with a definition if it is another one. */
    start(flow: string, graph: Graph) {
      const flowId = flowIdOf(flow)
      const definition: HostedDefinition = { flowId, version: 1, ...graph }
      const definitionSha256 = createHash('sha256').update(JSON.stringify(definition)).digest('hex')
      definitions.set(definitionSha256, definition)
      const startGeneration = (wanted[flow]?.startGeneration ?? 0) + 1
      const stopMode = undefined
      return want(flow, { flowId, definitionVersion: 1, definitionSha256, state: 'running', startGeneration, stopMode })
    },
    pause: (flow: string) => want(flow, { state: 'paused' }),
    resume: (flow: string) => want(flow, { state: 'running' }),
    stop: (flow: string, stopMode: 'soft' | 'hard' = 'soft') => want(flow, { state: 'stopped', stopMode }),
    figures: async (flow: string) => (await driver.figures())[flowIdOf(flow)],
    until: (flow: string, expected: string) => expect.poll(() => state.flows[flow]?.state).toBe(expected),
    request: (path: string, body?: object) => ask(engine.port, path, body),
    async end() {
      driver.end()
      await engine.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A runtime of the product, not started: its agent on the given clock, Node-RED on its own. */
export function nodeRedRuntime(name: string, product: { url: string; token: string; folder: string; timers: Timers }) {
  const folder = join(product.folder, name)
  const engine = testEngine(folder)
  const runtime = new NodeRedRuntime({
    name,
    agentUrl: `http://${name}.test:1880`,
    hostIp: '127.0.0.1',
    token: product.token,
    version: installedVersion(),
    engine,
    store: stateStore(folder),
    send: httpSend(product.url),
    timers: product.timers,
    random: () => 0.5,
    drainSeconds: 60,
  })
  return { runtime, engine }
}

/** One HTTP request to a runtime, POST with a body. */
export async function ask(port: number, path: string, body?: object) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: body && JSON.stringify(body),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  }
}
