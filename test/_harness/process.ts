import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../lib/inventory/registry.ts'

/** `npm start` as a process of its own, to be killed; its folder outlives it. */
export interface Process {
  url: string
  awsUrl: string
  output: string
  kill: () => Promise<void>
  end: () => Promise<number | null>
}

export const temporaryFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Starts the product on free ports and waits for its `ready` line; throws with its output when it ends before. */
export async function startProcess(env: Record<string, string>, args: string[] = [], servers = 0): Promise<Process> {
  const child = spawn(process.execPath, [join(root, 'bin/local.ts'), '--servers', String(servers), ...args], {
    env: { ...process.env, PORT: '0', AWS_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = await ready(child)
  const urls = [...output.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(([url]) => url)
  const ended = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    return child.exitCode
  }
  return {
    url: urls[0] ?? '',
    awsUrl: /AWS endpoints\s+(\S+)/.exec(output)?.[1] ?? '',
    output,
    async kill() {
      child.kill('SIGKILL')
      await ended()
    },
    async end() {
      child.kill('SIGTERM')
      return ended()
    },
  }
}

const ready = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = ''
    const read = (text: Buffer) => {
      output += text.toString()
      if (/^ready /m.test(output)) resolve(output)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)))
  })
