import { buildConsole } from '../lib/console/build.ts'
import { startLocal, type LocalApp } from '../lib/local/app.ts'
import { readSettings, SettingError, usage, type Settings } from '../lib/local/settings.ts'
import { loadRegistry } from '../lib/inventory/registry.ts'
import { spawnRuntimes, type Spawned } from '../lib/simulator/spawn.ts'

/** `npm start`: the whole product on this machine, and simulated runtimes beside it. Settings as in `--help`. */

// Files and folders that this process and its children make are their owner's alone.
process.umask(0o077)

const settings = read()
// Beside everything else: nobody looks at the console before `ready`.
const pages = buildConsole()
pages.catch((error: unknown) => console.error('The web console could not be built:', (error as Error).message))
const app = await startLocal({ ...settings, registry: await loadRegistry(), console: pages }).catch(endWith)
let runtimes: Spawned[] = []
app.failure.catch(async (error: unknown) => {
  await Promise.all(runtimes.map((runtime) => runtime.stop()))
  endWith(error)
})
runtimes = settings.servers === 0 ? [] : await startRuntimes(app)

// Before `ready` is said: whoever waits for it may stop the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop().then(() => process.exit(0)))
}

const { dataFolder, isDefaultPassword, outboundRanges } = settings
console.log(`Sluice on one machine, state ${dataFolder ? `in ${dataFolder}` : 'in memory only'}

  console        ${app.url}/console
  API            ${app.url}          (reference: ${app.url}/v1/docs)
  AppFlow        ${app.url}/appflow  (aws appflow … --endpoint-url)
  MMC            ${app.url}/mmc/api
  AWS endpoints  ${app.awsUrl}          (aws lambda, events, scheduler, dynamodb … --endpoint-url)
  administrator  admin, password ${isDefaultPassword ? 'admin (the first start decides it)' : 'from SLUICE_ADMIN_PASSWORD at the first start'}
  outbound       flows may call public addresses${outboundRanges.map((range) => `, ${range}`).join('')} (SLUICE_OUTBOUND_RANGES)

${runtimes.map(({ name, faultsUrl }) => `  ${name}         simulated runtime, faults at ${faultsUrl}`).join('\n')}

Get an access key:

  curl -s -u admin${isDefaultPassword ? ':admin' : ''} -X POST ${app.url}/v1/access-keys
`)
console.log(`ready ${app.url}`)

function read(): Settings {
  try {
    const settings = readSettings(process.argv.slice(2), process.env)
    if (settings) return settings
    console.log(usage)
    return process.exit(0)
  } catch (error) {
    if (!(error instanceof SettingError)) throw error
    console.error(error.message)
    return process.exit(2)
  }
}

/** Ends with what went wrong, in a sentence; the stack is for whoever asked for logs. */
function endWith(error: unknown): never {
  const { code, port, message, stack } = error as Error & { code?: string; port?: number }
  const sentence = code === 'EADDRINUSE' ? `Port ${port} is in use: set PORT or AWS_PORT to another.` : message
  console.error(settings.logLevel === 'DEBUG' ? stack : sentence)
  return process.exit(1)
}

/** Simulated runtimes enrol over the real protocol, with a token that makes them servers. */
async function startRuntimes({ functions, url }: LocalApp): Promise<Spawned[]> {
  const { servers: count, applications } = settings
  const { token } = (await functions.invoke('control-CreateEnrolmentToken', {
    autoRegister: true,
    maxUses: count * 2,
    expiresInSeconds: 24 * 60 * 60,
  })) as { token: string }
  return spawnRuntimes({
    count,
    url,
    token,
    dataFolder: settings.dataFolder,
    applications,
    onEnd: (sentence) => console.error(sentence),
    env: process.env,
  })
}

async function stop(): Promise<void> {
  await Promise.all(runtimes.map((runtime) => runtime.stop()))
  await app.stop()
}
