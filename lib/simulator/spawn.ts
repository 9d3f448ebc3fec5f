import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Simulated runtimes of the demo: a process each, that ends with this one however this one ends. */
export interface Spawned {
  name: string
  /** Where its faults are. */
  faultsUrl: string
  pid?: number
  stop: () => Promise<void>
}

export interface SpawnOptions {
  count: number
  url: string
  token: string
  /** Where they keep what they must not forget; nowhere without one. */
  dataFolder?: string
  applications: readonly string[]
  /** Is told of each that ends after that without having been asked to, in a sentence. */
  onEnd: (sentence: string) => void
  /** The environment of this process; what the runtimes need of it is handed on. */
  env: NodeJS.ProcessEnv
}

/** Starts them side by side and waits until each has checked in. Throws with the output of one that ends before. */
export const spawnRuntimes = ({ count, ...options }: SpawnOptions): Promise<Spawned[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => spawnRuntime(index + 1, options)))

async function spawnRuntime(number: number, options: Omit<SpawnOptions, 'count'>): Promise<Spawned> {
  const { url, token, dataFolder, applications, onEnd, env } = options
  const name = `mule-${number}`
  const args = ['--name', 'mule', '--first', String(number), '--url', url, '--end-with-input']
  if (dataFolder) args.push('--data', join(dataFolder, 'simulated'))
  for (const file of applications) args.push('--application', file)
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../bin/simulate.ts'), ...args], {
    // The token travels in the environment: arguments can be read by every user of the machine.
    env: { ...handedOn(env), SLUICE_ENROLMENT_TOKEN: token },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const faultsUrl = await checkedIn(child)
  let isAsked = false
  child.once('exit', (code, signal) => {
    if (!isAsked)
      onEnd(`Simulated runtime ${name} ended by itself, ${signal ? `by ${signal}` : `with exit code ${code}`}.`)
  })
  return {
    name,
    faultsUrl,
    pid: child.pid,
    async stop() {
      isAsked = true
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.stdin.end()
      await exited
    },
  }
}

/** None of the product's own settings, its password least of all. */
const handedOn = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => /^(PATH|HOME|TMPDIR|LANG|TZ|NODE_\w+)$/.test(name)))

const checkedIn = (child: ChildProcess & { stdout: NodeJS.ReadableStream }): Promise<string> =>
  new Promise((resolve, reject) => {
    let faultsUrl = ''
    const lines = createInterface(child.stdout)
    lines.on('line', (line) => {
      faultsUrl = /^faults (\S+)/.exec(line)?.[1] ?? faultsUrl
      if (line.startsWith('checked in')) resolve(faultsUrl)
    })
    child.once('exit', (code) => reject(new Error(`A simulated runtime ended with ${code}.`)))
  })
