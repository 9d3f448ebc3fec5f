import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { controls } from '../../lib/simulator/controls.ts'
import type { SimulatedRuntime } from '../../lib/simulator/runtime.ts'

let kills = 0
const runtime = {
  name: 'mule-1',
  faults: { restartSeconds: 3 },
  carried: [],
  hosting: { flows: {} },
  kill: () => kills++,
}
const server = createServer(controls([runtime as unknown as SimulatedRuntime])).listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mule-1`
afterAll(() => server.close())

test('a web page of another origin can neither set a knob nor kill a runtime', async () => {
  const headers = { origin: 'https://evil.test', 'content-type': 'text/plain' }
  const body = '{"restartSeconds":99}'

  expect((await fetch(`${url}/kill`, { method: 'POST', headers })).status).toBe(403)
  expect((await fetch(url, { method: 'PATCH', headers, body })).status).toBe(403)

  expect(kills).toBe(0)
  expect(runtime.faults.restartSeconds).toBe(3)
})

test('following a link does nothing to a runtime', async () => {
  expect((await fetch(`${url}/kill`)).status).toBe(404)

  expect(kills).toBe(0)
})

test('a program of this machine may do both', async () => {
  expect((await fetch(`${url}/kill`, { method: 'POST' })).status).toBe(200)
  expect((await fetch(url, { method: 'PATCH', body: '{"restartSeconds":9}' })).status).toBe(200)

  expect(kills).toBe(1)
  expect(runtime.faults.restartSeconds).toBe(9)
})
