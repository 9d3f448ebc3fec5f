import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { graphOf, meter, orders, quote, startNodeRed } from '../_harness/node-red.ts'

let asked = 0
let most = 0
let answering = 0
const prices = createServer((request, response) => {
  asked++
  most = Math.max(most, ++answering)
  setTimeout(() => {
    answering--
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{"item":"${request.url}","price":5}`)
  }, 100)
})

let runtime: Awaited<ReturnType<typeof startNodeRed>>
beforeAll(async () => {
  prices.listen(0, '127.0.0.1')
  await once(prices, 'listening')
  const { port } = prices.address() as AddressInfo
  runtime = await startNodeRed({ env: { PRICES: `http://127.0.0.1:${port}` } })
  await runtime.start('meter', meter)
})
afterAll(async () => {
  await runtime.end()
  prices.close()
})

const order = (sku = 'A') => runtime.request('/orders', { sku })
const seen = async () => Number((await runtime.request('/meter')).json.seen)
const workingAt = (flow: string, step: string | null) =>
  expect.poll(async () => (await runtime.figures(flow))?.currentTask, { interval: 20 }).toBe(step)

/** The meter counted through it: its nodes were never stopped, as its count would have begun anew. */
async function whileOthersRun<T>(work: () => Promise<T>): Promise<T> {
  const before = await seen()
  const result = await work()
  await expect.poll(seen, { interval: 20 }).toBeGreaterThan(before)
  return result
}

test('a flow answers from its start on, and each start begins anew', async () => {
  expect((await order()).status).toBe(404)

  await runtime.start('orders', orders)
  expect(await order()).toMatchObject({ status: 200, json: { number: 1, sku: 'A' } })
  expect(await runtime.request('/orders', {})).toMatchObject({ status: 422, json: { accepted: false } })
  await runtime.stop('orders', 'hard')
  expect((await order()).status).toBe(404)
  await runtime.start('orders', orders)
  expect((await order('B')).json).toMatchObject({ number: 1 })
  await runtime.stop('orders', 'hard')
})

test('a pause keeps what is in hand and refuses what comes, and a resume goes on with it', async () => {
  await runtime.start('orders', orders)
  const answer = order()
  await workingAt('orders', 'work')

  await whileOthersRun(() => runtime.pause('orders'))
  const refused = await order()
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('5')
  // The delay is over by then, and the step after it has been given nothing.
  await expect.poll(async () => (await runtime.figures('orders'))?.steps.confirm?.inHand).toBe(1)
  expect((await runtime.figures('orders'))?.openAnswers).toBe(1)
  await whileOthersRun(() => runtime.resume('orders'))
  expect(await answer).toMatchObject({ status: 200, json: { number: 1 } })
  await runtime.stop('orders', 'hard')
})

test('a soft stop answers what is in hand, refuses what comes, and then stops', async () => {
  await runtime.start('orders', orders)
  const answer = order()
  await workingAt('orders', 'work')

  await whileOthersRun(() => runtime.stop('orders'))
  expect(runtime.state.flows.orders?.state).toBe('stopping')
  expect((await order()).status).toBe(503)
  expect((await answer).status).toBe(200)
  await runtime.until('orders', 'stopped')
  expect((await order()).status).toBe(404)
})

test('a hard stop answers open requests with 503 at once, also when it hardens a soft one', async () => {
  await runtime.start('orders', orders)
  const answer = order()
  await workingAt('orders', 'work')

  await runtime.stop('orders')
  await whileOthersRun(() => runtime.stop('orders', 'hard'))
  expect(runtime.state.flows.orders?.state).toBe('stopped')
  expect((await answer).status).toBe(503)
})

test('a soft stop of a paused flow lets what it kept end', async () => {
  await runtime.start('orders', orders)
  const answer = order()
  await workingAt('orders', 'work')
  await runtime.pause('orders')

  await runtime.stop('orders')
  expect((await answer).status).toBe(200)
  await runtime.until('orders', 'stopped')
})

test('a flow asks other servers, no more at once than its step has instances, and catches what fails', async () => {
  await runtime.start('quote', quote)
  const answers = await Promise.all([1, 2, 3, 4, 5].map((item) => runtime.request(`/quote/${item}`)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(answers[0]?.json).toMatchObject({ price: 5 })
  expect([asked, most]).toEqual([5, 2])
  expect((await runtime.figures('quote'))?.steps.price).toMatchObject({ in: 5, out: 5, errors: 0, inHand: 0 })

  prices.close()
  prices.closeAllConnections()
  expect((await runtime.request('/quote/6')).status).toBe(502)
  const figures = await runtime.figures('quote')
  expect(figures?.steps.price).toMatchObject({ in: 6, errors: 1 })
  expect(figures?.lastError).toMatchObject({ step: 'price', message: expect.stringContaining('ECONNREFUSED') })
  await runtime.stop('quote', 'hard')
})

test.each([
  ['a node type that may not be used', [{ id: 'run', type: 'exec', params: { command: 'ls' } }], 'exec is unknown'],
  ['a route another flow has', [{ id: 'in', type: 'http in', params: { method: 'get', url: 'meter' } }], 'GET /meter'],
  ['a function that does not parse', [{ id: 'f', type: 'function', params: { func: 'return (' } }], 'does not parse'],
  ['a connection without a broker', [{ id: 'm', type: 'mqtt in', params: { topic: 't' } }], 'missing broker'],
])('%s fails the flow alone, with a cause', async (_case, tasks, cause) => {
  const failed = await whileOthersRun(() => runtime.start('bad', graphOf(tasks)))

  expect(failed).toMatchObject({ state: 'failed', cause: expect.stringContaining(cause) })
  // The next start is another try.
  expect(await runtime.start('bad', graphOf([{ id: 'x', type: 'comment', params: {} }]))).toMatchObject({
    state: 'running',
  })
})

test('a flow whose broker is not there runs, and says that its step is connecting', async () => {
  const started = await runtime.start(
    'lines',
    graphOf([
      { id: 'hub', type: 'mqtt-broker', params: { broker: '127.0.0.1', port: '9', autoConnect: true } },
      { id: 'read', type: 'mqtt in', params: { topic: 't', broker: 'hub' } },
    ]),
  )
  expect(started?.state).toBe('running')
  await expect.poll(async () => (await runtime.figures('lines'))?.steps.read?.status).toBe('connecting')
  await runtime.pause('lines')
  expect((await runtime.figures('lines'))?.steps.read?.status).toBeUndefined()
  await runtime.stop('lines', 'hard')
})

test('a run on demand is followed through splits, delays and joins, and its errors are its own', async () => {
  await runtime.start(
    'batch',
    graphOf([
      { id: 'begin', type: 'inject', params: { props: [] } },
      { id: 'split', type: 'split', dependencies: ['begin'], params: {} },
      {
        id: 'slow',
        type: 'delay',
        dependencies: ['split'],
        params: { pauseType: 'rate', rate: '1', nbRateUnits: '0.02', rateUnits: 'second' },
      },
      {
        id: 'check',
        type: 'function',
        dependencies: ['slow'],
        params: { func: "if (msg.payload < 0) throw new Error('negative')\nreturn msg" },
      },
      { id: 'join', type: 'join', dependencies: ['check'], params: { mode: 'auto' } },
      { id: 'end', type: 'function', dependencies: ['join'], params: { func: 'return null' } },
    ]),
  )
  const begin = (id: string, payload: unknown) =>
    runtime.engine.call('begin', { id, flow: runtime.flowIdOf('batch'), payload })
  await Promise.all([begin('good', [1, 2, 3]), begin('bad', [-1])])

  await expect.poll(() => runtime.runs.map(({ id }) => id).sort()).toEqual(['bad', 'good'])
  const [good, bad] = ['good', 'bad'].map((id) => runtime.runs.find((run) => run.id === id))
  expect(good).toMatchObject({ errors: 0, steps: { check: { in: 3, out: 3 }, end: { in: 1 } } })
  expect(bad).toMatchObject({ errors: 1, cause: expect.stringContaining('negative') })
})

test('an engine that is killed comes back with what ran, paused and stopped as it was', async () => {
  await runtime.start('orders', orders)
  const answer = order().catch(() => 'lost')
  await workingAt('orders', 'work')
  await runtime.pause('orders')
  await runtime.start('quote', quote)
  await runtime.stop('quote')
  const former = runtime.engine.processId

  process.kill(former ?? 0, 'SIGKILL')
  expect(await answer).toBe('lost')
  await expect.poll(() => seen().catch(() => 0), { interval: 50 }).toBeGreaterThan(0)
  expect(runtime.engine.processId).not.toBe(former)
  expect((await order()).status).toBe(503)
  await runtime.resume('orders')
  expect(await order()).toMatchObject({ status: 200, json: { number: 1 } })
  expect((await runtime.request('/quote/1')).status).toBe(404)
})

const end = "util.constructor.constructor('return process')().exit(1)"
const comment = graphOf([{ id: 'x', type: 'comment', params: {} }])

test('of flows that begin at once, one that Node-RED ends over fails alone', async () => {
  // While Node-RED is away, so that all begin together.
  process.kill(runtime.engine.processId ?? 0, 'SIGKILL')
  await expect.poll(() => runtime.engine.isUp, { interval: 5 }).toBe(false)
  await runtime.start('good', comment)
  await runtime.start('fatal', graphOf([{ id: 'f', type: 'function', params: { initialize: end } }]))
  await runtime.start('better', comment)

  await runtime.until('fatal', 'failed')
  expect(runtime.state.flows.fatal?.cause).toBe('Node-RED ends whenever the flow begins.')
  await runtime.until('better', 'running')
  expect(runtime.state.flows.good?.state).toBe('running')
  await expect.poll(() => seen().catch(() => 0)).toBeGreaterThan(0)
})

test('a flow after whose start Node-RED ends again and again fails, and the others go on', async () => {
  await runtime.start(
    'deadly',
    graphOf([
      { id: 'tick', type: 'inject', params: { props: [], once: true, onceDelay: '0.1' } },
      { id: 'end', type: 'function', dependencies: ['tick'], params: { func: end } },
    ]),
  )
  expect(runtime.state.flows.deadly?.state).toBe('running')
  await runtime.until('deadly', 'failed')
  expect(runtime.state.flows.deadly?.cause).toBe('Node-RED ends again and again since the flow began.')
  await expect.poll(() => seen().catch(() => 0)).toBeGreaterThan(0)
  expect(runtime.state.flows.good?.state).toBe('running')
})

test('code of a flow reads no file of the agent, starts no program and sees no environment', async () => {
  await runtime.start(
    'escape',
    graphOf([
      { id: 'ask', type: 'http in', params: { method: 'get', url: '/escape' } },
      {
        id: 'try',
        type: 'function',
        dependencies: ['ask'],
        params: {
          func: `const host = util.constructor.constructor('return process')()
const tried = (work) => { try { return String(work()) } catch (error) { return error.code } }
msg.payload = {
  file: tried(() => host.getBuiltinModule('fs').readFileSync('/etc/passwd')),
  program: tried(() => host.getBuiltinModule('child_process').execSync('ls')),
  environment: Object.keys(host.env),
}
return msg`,
        },
      },
      { id: 'reply', type: 'http response', dependencies: ['try'], params: {} },
    ]),
  )

  const { json } = await runtime.request('/escape')
  expect(json).toMatchObject({ file: 'ERR_ACCESS_DENIED', program: 'ERR_ACCESS_DENIED' })
  expect((json.environment as string[]).filter((name) => !name.startsWith('NODE_CHANNEL'))).toEqual([])
})

test('an engine that a flow keeps from turning is started anew, and figures are not waited for', async () => {
  const other = await startNodeRed({ silenceSeconds: 0.5 })
  const former = other.engine.processId
  const func = 'setTimeout(() => { for (;;); }, 1)\nreturn null'
  await other.start(
    'endless',
    graphOf([
      { id: 'tick', type: 'inject', params: { props: [], once: true, onceDelay: '0.1' } },
      { id: 'hang', type: 'function', dependencies: ['tick'], params: { func } },
    ]),
  )

  await expect.poll(() => other.engine.isUp && other.engine.processId !== former).toBe(true)
  await other.end()
})
