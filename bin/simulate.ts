import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { wallTimers } from '../lib/local/timers.ts'
import { readApplication } from '../lib/simulator/application.ts'
import { controls } from '../lib/simulator/controls.ts'
import { diskMemory, processMemory } from '../lib/simulator/memory.ts'
import { httpFetch, httpSend } from '../lib/simulator/protocol.ts'
import { SimulatedRuntime } from '../lib/simulator/runtime.ts'

/**
 * `npm run simulate -- --servers 500 --url http://127.0.0.1:3000 --token sle…`: simulated runtimes, many in one process.
 * Options as in `--help`. Faults are set over HTTP at the address that is printed.
 */
const usage = `Usage: npm run simulate -- --token TOKEN [options]

Runs simulated runtimes that enrol with the product and carry out what it orders.

  --token TOKEN            enrolment token, or SLUICE_ENROLMENT_TOKEN
  --url URL                the product (http://127.0.0.1:3000)
  --servers N              how many (1)
  --name NAME              their names are NAME-1, NAME-2, … (sim)
  --first N                number of the first (1)
  --application FILE       place this archive on each of them; may be repeated
  --data FOLDER            keep their state there; without it they forget everything when they end
  --version VERSION        the runtime version they report (3.8.0)
  --restart-seconds N      how long a restart takes (3)
  --control-port N         loopback port of their faults; 0 takes a free one (0)
  --end-with-input         end when standard input is closed
  --help                   print this`

const values = readArguments()
if (values.help) {
  console.log(usage)
  process.exit(0)
}
const token = values.token ?? process.env.SLUICE_ENROLMENT_TOKEN
const first = Number(values.first)
const count = Number(values.servers)
if (!Number.isInteger(count) || count < 0 || !Number.isInteger(first)) {
  console.error('--servers and --first must be whole numbers.')
  process.exit(1)
}
const applications = await Promise.all(values.application.map(readApplication))

const runtimes = Array.from({ length: count }, (_, index) => {
  const name = `${values.name}-${first + index}`
  return new SimulatedRuntime({
    name,
    agentUrl: `http://localhost:7777/${name}`,
    hostIp: '127.0.0.1',
    token,
    applications,
    memory: values.data ? diskMemory(join(values.data, `${name}.json`)) : processMemory(),
    send: httpSend(values.url),
    fetch: httpFetch,
    timers: wallTimers,
    faults: { runtimeVersion: values.version, restartSeconds: Number(values['restart-seconds']) },
  })
})
const server = createServer(controls(runtimes)).listen(Number(values['control-port']), '127.0.0.1')
await once(server, 'listening')
console.log(`faults http://127.0.0.1:${(server.address() as AddressInfo).port}`)

// Not all at the same moment: a fleet that starts together would come back together for ever.
for (const [index, runtime] of runtimes.entries()) {
  wallTimers.at(new Date(Date.now() + index * 4), () => void runtime.start())
}
console.log(`${count} simulated runtimes for ${values.url}`)
if (count > 0) {
  const isIn = () => runtimes.every(({ serverId }) => serverId !== undefined)
  const look = () => {
    if (isIn()) console.log('checked in')
    else wallTimers.at(new Date(Date.now() + 100), look)
  }
  look()
}

const end = () => process.exit(0)
process.once('SIGINT', end)
process.once('SIGTERM', end)
// Whoever started this holds its input open; when they are gone, however they went, so is this.
if (values['end-with-input']) process.stdin.resume().once('close', end).once('end', end)

function readArguments() {
  try {
    return parseArgs({
      options: {
        servers: { type: 'string', default: '1' },
        name: { type: 'string', default: 'sim' },
        first: { type: 'string', default: '1' },
        url: { type: 'string', default: 'http://127.0.0.1:3000' },
        token: { type: 'string' },
        application: { type: 'string', multiple: true, default: [] },
        data: { type: 'string' },
        version: { type: 'string', default: '3.8.0' },
        'restart-seconds': { type: 'string', default: '3' },
        'control-port': { type: 'string', default: '0' },
        'end-with-input': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    return process.exit(2)
  }
}
