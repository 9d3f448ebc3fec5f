import { parseArgs } from 'node:util'
import { startLocal } from '../lib/local/app.ts'
import { loadRegistry } from '../lib/runtime/registry.ts'
import { spawnRuntimes } from '../lib/simulator/spawn.ts'

/**
 * `npm start`: the whole product on this machine, and three simulated runtimes beside it. Environment variables as in
 * README.md; `--ephemeral` keeps nothing, `--servers N` starts N runtimes, `--application x.zip` places one on each.
 */
const { values } = parseArgs({
  options: {
    ephemeral: { type: 'boolean', default: false },
    servers: { type: 'string', default: '3' },
    application: { type: 'string', multiple: true, default: [] },
  },
})
const env = process.env

// EMF metrics are for CloudWatch; here they would be noise on the terminal.
env.POWERTOOLS_METRICS_DISABLED ??= 'true'

const host = env.HOST ?? '127.0.0.1'
const isLoopback = host === 'localhost' || host === '::1' || host.startsWith('127.')
const adminPassword = env.SLUICE_ADMIN_PASSWORD ?? (isLoopback ? 'admin' : undefined)
if (!adminPassword) {
  console.error(
    `HOST is ${host}, which others can reach: set SLUICE_ADMIN_PASSWORD, the default password is for loopback only.`,
  )
  process.exit(1)
}

const dataFolder = values.ephemeral ? undefined : (env.SLUICE_DATA ?? '.sluice')
const app = await startLocal({
  registry: await loadRegistry(),
  host,
  port: numberOf('PORT', 3000, 65_535),
  awsPort: numberOf('AWS_PORT', 4566, 65_535),
  dataFolder,
  adminPassword,
  flowQuota: numberOf('SLUICE_FLOW_QUOTA', 1000, 1_000_000_000),
  logLevel: env.SLUICE_LOG === 'debug' ? 'DEBUG' : 'WARN',
}).catch((error: unknown) => {
  const { code, port } = error as { code?: string; port?: number }
  console.error(code === 'EADDRINUSE' ? `Port ${port} is in use: set PORT or AWS_PORT to another.` : error)
  process.exit(1)
})

const count = Number(values.servers)
if (!Number.isInteger(count) || count < 0 || count > 50) {
  console.error(`--servers must be a whole number up to 50, not ${values.servers}. More: npm run simulate.`)
  await app.stop()
  process.exit(1)
}
const runtimes = count === 0 ? [] : await startRuntimes()

// Before `ready` is said: whoever waits for it may stop the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop().then(() => process.exit(0)))
}

console.log(`Sluice on one machine, state ${dataFolder ? `in ${dataFolder}` : 'in memory only'}

  API            ${app.url}          (reference: ${app.url}/v1/docs)
  AppFlow        ${app.url}/appflow  (aws appflow … --endpoint-url)
  MMC            ${app.url}/mmc/api
  AWS endpoints  ${app.awsUrl}          (aws lambda, events, scheduler, dynamodb … --endpoint-url)
  administrator  admin, password ${env.SLUICE_ADMIN_PASSWORD ? 'from SLUICE_ADMIN_PASSWORD at the first start' : 'admin (the first start decides it)'}

${runtimes.map(({ name, knobsUrl }) => `  ${name}         simulated runtime, knobs at ${knobsUrl}`).join('\n')}

Get an access key:

  curl -s -u admin${env.SLUICE_ADMIN_PASSWORD ? '' : ':admin'} -X POST ${app.url}/v1/access-keys
`)
console.log(`ready ${app.url}`)

/** Simulated runtimes enrol over the real protocol, with a token that makes them servers. */
async function startRuntimes() {
  const token = (await app.functions.invoke('control-CreateEnrolmentToken', {
    autoRegister: true,
    maxUses: count * 2,
    expiresInSeconds: 24 * 60 * 60,
  })) as { token: string }
  return spawnRuntimes({ count, url: app.url, token: token.token, dataFolder, applications: values.application, env })
}

async function stop(): Promise<void> {
  await Promise.all(runtimes.map((runtime) => runtime.stop()))
  await app.stop()
}

function numberOf(name: string, otherwise: number, most: number): number {
  const number = Number(env[name] ?? otherwise)
  if (Number.isInteger(number) && number >= 0 && number <= most) return number
  console.error(`${name} must be a whole number up to ${most}, not ${env[name]}.`)
  return process.exit(1)
}
