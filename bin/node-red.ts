import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { wallTimers } from '../lib/local/timers.ts'
import { excludedFiles } from '../lib/node-red/check.ts'
import { Engine } from '../lib/node-red/engine.ts'
import { engineHome, install, installedVersion } from '../lib/node-red/install.ts'
import { NodeRedRuntime } from '../lib/node-red/runtime.ts'
import { stateStore } from '../lib/node-red/state.ts'
import { httpSend } from '../lib/simulator/protocol.ts'

/** `npm run node-red -- --url http://127.0.0.1:3000 --token sle…`: a Node-RED runtime. Options as in `--help`. */
const usage = `Usage: npm run node-red -- --token TOKEN [options]

Runs Node-RED, without its editor, as a runtime that enrols with the product and hosts the flows that are placed on it.
Installs Node-RED (80 MB) the first time.

  --token TOKEN            enrolment token, or SLUICE_ENROLMENT_TOKEN; needed the first time only
  --url URL                the product (http://127.0.0.1:3000)
  --name NAME              the server's name (node-red)
  --host ADDRESS           where flows answer HTTP (127.0.0.1)
  --port N                 port of the same; 0 takes a free one (1880)
  --data FOLDER            keep the state there (.sluice/NAME)
  --drain-seconds N        how long a soft stop of a flow may take (300)
  --variable NAME=VALUE    a variable that all flows have; may be repeated
  --forbid TYPE            a node type that flows may not use; may be repeated
  --allow FILE             load this file of node types after all; may be repeated
                           (${excludedFiles.join(' ')})
  --install                install Node-RED if it is missing, and end
  --help                   print this`

const values = readArguments()
if (values.help) {
  console.log(usage)
  process.exit(0)
}
await install()
if (values.install) process.exit(0)

const folder = resolve(values.data ?? join('.sluice', values.name))
const engine = new Engine({
  home: engineHome,
  userFolder: join(folder, 'engine'),
  host: values.host,
  port: Number(values.port),
  excludedFiles: excludedFiles.filter((file) => !values.allow.includes(file)),
  forbiddenTypes: values.forbid,
  timers: wallTimers,
  random: Math.random,
  env: Object.fromEntries(['TZ', 'LANG'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
})
const runtime = new NodeRedRuntime({
  name: values.name,
  agentUrl: `http://${hostname()}:${values.port}/${values.name}`,
  hostIp: values.host,
  token: values.token ?? process.env.SLUICE_ENROLMENT_TOKEN,
  version: installedVersion(),
  engine,
  store: stateStore(folder),
  send: httpSend(values.url),
  timers: wallTimers,
  random: Math.random,
  drainSeconds: Number(values['drain-seconds']),
  env: Object.fromEntries(values.variable.map((text) => text.split(/=(.*)/s).slice(0, 2) as [string, string])),
})

const end = () => void runtime.kill().then(() => process.exit(0))
process.once('SIGINT', end)
process.once('SIGTERM', end)
runtime.onStopped(() => process.exit(0))
// Between two engines nothing else would keep the process.
setInterval(() => undefined, 2 ** 30)
await runtime.start()
if (engine.isUp) console.log(`node-red ${values.name}: flows answer at http://${values.host}:${engine.port}`)

function readArguments() {
  try {
    return parseArgs({
      options: {
        url: { type: 'string', default: 'http://127.0.0.1:3000' },
        token: { type: 'string' },
        name: { type: 'string', default: 'node-red' },
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '1880' },
        data: { type: 'string' },
        'drain-seconds': { type: 'string', default: '300' },
        variable: { type: 'string', multiple: true, default: [] },
        forbid: { type: 'string', multiple: true, default: [] },
        allow: { type: 'string', multiple: true, default: [] },
        install: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    return process.exit(2)
  }
}
