import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * DynamoDB on one machine: dynoxide, a real engine, in a process of its own on a free loopback port. Only the AWS
 * endpoints of this process talk to it. What it has acknowledged is on disk, so killing everything loses nothing.
 */
export interface Engine {
  url: string
  /** One action of the DynamoDB or DynamoDB Streams API, e.g. `DynamoDB_20120810.PutItem`, as JSON. */
  call: <T>(target: string, input: object) => Promise<T>
  /** The same with the raw body, for requests that are passed on: status, and body as text. */
  pass: (target: string, body: string) => Promise<{ status: number; body: string }>
  stop: () => Promise<void>
}

export class EngineError extends Error {
  constructor(body: string) {
    const { __type = 'Error', message, Message } = JSON.parse(body) as Record<string, string | undefined>
    super(message ?? Message ?? body)
    this.name = __type.split('#').at(-1) ?? __type
  }
}

/** Starts the engine; with `file` on disk, else in memory. */
export async function startEngine(file?: string): Promise<Engine> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const serve = [executable(), 'serve', '--port', String(port), ...(file ? ['--db-path', file] : [])]
    const child = spawn('sh', ['-c', guard, 'sh', ...serve], { stdio: ['pipe', 'ignore', 'pipe'] })
    let complaint = ''
    child.stderr?.on('data', (text: Buffer) => (complaint = `${complaint}${text.toString()}`.slice(-2000)))
    const url = `http://127.0.0.1:${port}/`
    if (await isReady(url, child)) return connect(url, child)
    child.stdin?.end()
    // Somebody else may have taken the port between finding it and using it.
    if (attempt === 5) throw new Error(`The DynamoDB engine did not start: ${complaint}`)
  }
}

/**
 * Ends the engine when this process does, however it does: the guard waits for the end of a pipe that only we hold open.
 * A killed runner would otherwise leave an engine behind that still holds the file.
 */
const guard = 'exec 3<&0; "$@" <&- & pid=$!; (cat <&3 >/dev/null; kill "$pid" 2>/dev/null) & exec 3<&- <&-; wait "$pid"'

function connect(url: string, child: ChildProcess): Engine {
  const pass: Engine['pass'] = async (target, body) => {
    const answer = await fetch(url, { method: 'POST', headers: headersFor(target), body })
    return { status: answer.status, body: await answer.text() }
  }
  return {
    url,
    pass,
    async call(target, input) {
      const { status, body } = await pass(target, JSON.stringify(input))
      if (status !== 200) throw new EngineError(body)
      return JSON.parse(body) as never
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.stdin?.end()
      await exited
    },
  }
}

/** The engine does not check signatures; it only wants one to be there. */
const headersFor = (target: string) => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': target,
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0',
})

async function isReady(url: string, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + 10_000
  while (Date.now() < deadline && child.exitCode === null) {
    try {
      await fetch(url, { method: 'POST', headers: headersFor('DynamoDB_20120810.ListTables'), body: '{}' })
      return child.exitCode === null
    } catch {
      await wait(10)
    }
  }
  return false
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The engine's binary comes in one npm package for each platform. */
function executable(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}`
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
    return join(folder, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide')
  } catch (cause) {
    throw new Error(`The DynamoDB engine for this platform is not installed: npm install --no-save ${name}@1.2.1`, {
      cause,
    })
  }
}
