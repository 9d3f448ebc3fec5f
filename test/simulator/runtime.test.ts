import { once } from 'node:events'
import { createServer } from 'node:http'
import { zipSync, strToU8 } from 'fflate'
import { afterEach, expect, test } from 'vitest'
import { readArchive } from '../../lib/simulator/application.ts'
import { controls } from '../../lib/simulator/controls.ts'
import { diskMemory, processMemory } from '../../lib/simulator/memory.ts'
import { httpFetch, httpSend, type Send } from '../../lib/simulator/protocol.ts'
import { SimulatedRuntime } from '../../lib/simulator/runtime.ts'
import { testClock } from '../_harness/clock.ts'
import { startFleet, twoFlows, type Fleet } from '../_harness/fleet.ts'
import { temporaryFolder } from '../_harness/process.ts'

let fleet: Fleet | undefined
afterEach(async () => {
  await fleet?.stop()
  fleet = undefined
})

const configuration = (body: string) =>
  strToU8(
    `<?xml version="1.0"?><mule xmlns="http://www.mulesoft.org/schema/mule/core" xmlns:vm="v" xmlns:http="h" xmlns:jms="j">${body}</mule>`,
  )

test.each(['mule-config.xml', 'src/main/app/mule-config.xml'])(
  'an archive’s flows and inbound endpoints are read from %s',
  (name) => {
    const archive = zipSync({
      [name]: configuration(`
      <http:listener-config name="L" host="0.0.0.0" port="8081"/>
      <flow name="IntakeFlow"><vm:inbound-endpoint path="intake"/><logger/></flow>
      <flow name="Web Flow"><http:listener config-ref="L" path="/orders"/></flow>
      <flow name="Old"><composite-source><http:inbound-endpoint host="localhost" port="8888"/><jms:inbound-endpoint queue="q.in"/></composite-source></flow>
      <flow name="Idle"><logger/></flow>
      <sub-flow name="Sub"><logger/></sub-flow>`),
      'classes/other.xml': configuration('<flow name="NotHere"/>'),
      'log4j.xml': strToU8('<log/>'),
    })

    expect(
      readArchive(archive).map(({ name: flow, endpoints }) => [
        flow,
        endpoints.map(({ id, type, address }) => [id, type, address]),
      ]),
    ).toEqual([
      ['IntakeFlow', [['endpoint.vm.intake', 'VM', 'intake']]],
      ['Web Flow', [['endpoint.http.0.0.0.0.8081.orders', 'http', '0.0.0.0:8081/orders']]],
      [
        'Old',
        [
          ['endpoint.http.localhost.8888', 'http', 'localhost:8888'],
          ['endpoint.jms.q.in', 'jms', 'q.in'],
        ],
      ],
      ['Idle', []],
    ])
  },
)

test('what is no archive, or holds no Mule configuration, is said', () => {
  expect(() => readArchive(strToU8('no zip'))).toThrow()
  expect(() => readArchive(zipSync({ 'readme.txt': strToU8('x') }))).toThrow('no Mule configuration')
})

test('refused, misunderstood or cut off, a runtime keeps its flows running and comes back with growing pauses', async () => {
  let answer: () => ReturnType<Send> = () => Promise.reject(new Error('unset'))
  const sent: number[] = []
  let isOpen = true
  fleet = await startFleet({
    count: 1,
    applications: [twoFlows],
    send: (send) => (path, body, credential) => {
      if (isOpen) return send(path, body, credential)
      if (path.endsWith('/check-in')) sent.push(fleet?.clock.now().getTime() ?? 0)
      return answer()
    },
  })
  const [runtime] = fleet.runtimes
  for (const [status, body] of [
    [401, {}],
    [403, {}],
    [404, {}],
    [500, 'garbage'],
    [0, undefined],
  ] as const) {
    isOpen = false
    answer = () => (status === 0 ? Promise.reject(new Error('ECONNREFUSED')) : Promise.resolve({ status, body }))
    sent.splice(0)
    await fleet.pass(600)

    expect(runtime?.carried[0]?.flows.map((flow) => flow.status)).toEqual(['running', 'running'])
    expect(runtime?.boots).toBe(1)
    expect(sent.length).toBeLessThan(15)
    const pauses = sent.slice(1).map((time, index) => time - (sent[index] ?? 0))
    expect(pauses.at(-1)).toBeGreaterThan(60_000)
    isOpen = true
    await fleet.pass(310)
    expect((await fleet.mmc('GET', '/servers')).json.data[0].status).toBe('OK')
  }
})

test('its credential lost with its disk, it enrols again and is the server it was', async () => {
  fleet = await startFleet({ count: 1 })
  const [runtime] = fleet.runtimes
  const { serverId } = runtime ?? {}
  const memory = { ...processMemory(), load: () => Promise.resolve(undefined), save: () => Promise.resolve() }
  const token = (await fleet.control('POST', '/enrolment-tokens', { autoRegister: true, maxUses: 2 })).json
    .token as string
  const again = new SimulatedRuntime({
    name: 'mule-1',
    agentUrl: 'http://mule-1.test:7777/mmc-support',
    hostIp: '10.0.0.1',
    token,
    applications: [],
    memory,
    send: httpSend(fleet.app.url),
    fetch: httpFetch,
    timers: fleet.clock,
  })
  runtime?.kill()
  await again.start()
  await again.quiet()

  expect(again.serverId).toBe(serverId)
  expect((await fleet.mmc('GET', '/servers')).json).toMatchObject({ total: 1, data: [{ status: 'OK' }] })
  again.kill()
})

test('metrics move while a flow runs, travel every minute, and stand still for a flow that is stopped', async () => {
  fleet = await startFleet({ count: 1, applications: [twoFlows] })
  const path = `/servers/local$${fleet.runtimes[0]?.serverId}/flows`
  const events = async () =>
    (await fleet?.mmc('GET', path))?.json.data.map(
      (flow: { totalEventsReceived: number }) => flow.totalEventsReceived,
    ) as number[]
  await fleet.pass(90)
  const [intake = 0] = await events()
  expect(intake).toBeGreaterThan(100)

  await fleet.mmc('POST', `${path}/IntakeFlow/orders-app/stop`)
  await fleet.pass(80)
  const stood = await events()
  await fleet.pass(80)

  expect((await events())[0]).toBe(stood[0])
  expect((await events())[1]).toBeGreaterThan(stood[1] ?? 0)
})

test('what it must not forget is on disk whole: a file that is replaced, never half written', async () => {
  const { folder, remove } = await temporaryFolder()
  const memory = diskMemory(`${folder}/deep/one.json`)
  expect(await memory.load()).toBeUndefined()
  const saved = { agentId: 'a', credential: 'c', generation: 3, commandGeneration: 2, bootCount: 1 }

  await memory.save(saved)

  expect(await diskMemory(`${folder}/deep/one.json`).load()).toEqual(saved)
  await remove()
})

test('faults are set over HTTP, each of the type it has', async () => {
  const runtime = new SimulatedRuntime({
    name: 'one',
    agentUrl: 'http://one',
    hostIp: '10.0.0.1',
    applications: [],
    memory: { ...processMemory(), load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
    send: () => Promise.reject(new Error('alone')),
    fetch: httpFetch,
    timers: testClock(),
  })
  const server = createServer(controls([runtime])).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const patch = (body: object) => fetch(`${url}/one`, { method: 'PATCH', body: JSON.stringify(body) })

  expect((await patch({ restartSeconds: 9, failNextRestart: true })).status).toBe(200)
  expect(runtime.faults).toMatchObject({ restartSeconds: 9, failNextRestart: true })
  expect([(await patch({ restartSeconds: 'nine' })).status, (await patch({ speed: 1 })).status]).toEqual([400, 400])
  await fetch(`${url}/one/start`, { method: 'POST' })
  expect(await (await fetch(url)).json()).toMatchObject([{ name: 'one', status: 'running', boots: 1 }])
  expect((await fetch(`${url}/two`)).status).toBe(404)
  server.closeAllConnections()
  server.close()
})
