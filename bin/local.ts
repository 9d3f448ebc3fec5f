import { parseArgs } from 'node:util'
import { startLocal } from '../lib/local/app.ts'
import { loadRegistry } from '../lib/runtime/registry.ts'

/** `npm start`: the whole product on this machine. Environment variables as in README.md; `--ephemeral` keeps nothing. */
const { values } = parseArgs({ options: { ephemeral: { type: 'boolean', default: false } } })
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

// Before `ready` is said: whoever waits for it may stop the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void app.stop().then(() => process.exit(0)))
}

console.log(`Sluice on one machine, state ${dataFolder ? `in ${dataFolder}` : 'in memory only'}

  API            ${app.url}          (reference: ${app.url}/v1/docs)
  AppFlow        ${app.url}/appflow  (aws appflow … --endpoint-url)
  AWS endpoints  ${app.awsUrl}          (aws lambda, events, scheduler, dynamodb … --endpoint-url)
  administrator  admin, password ${env.SLUICE_ADMIN_PASSWORD ? 'from SLUICE_ADMIN_PASSWORD at the first start' : 'admin (the first start decides it)'}

Get an access key:

  curl -s -u admin${env.SLUICE_ADMIN_PASSWORD ? '' : ':admin'} -X POST ${app.url}/v1/access-keys
`)
console.log(`ready ${app.url}`)

function numberOf(name: string, otherwise: number, most: number): number {
  const number = Number(env[name] ?? otherwise)
  if (Number.isInteger(number) && number >= 0 && number <= most) return number
  console.error(`${name} must be a whole number up to ${most}, not ${env[name]}.`)
  return process.exit(1)
}
