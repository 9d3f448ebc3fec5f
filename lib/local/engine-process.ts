import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { createRequire } from 'node:module'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

/**
 * One process of the DynamoDB engine, on a free loopback port. The engine checks no signature and listens on TCP only, so
 * what keeps others out is its limit on open files: it leaves room for our connections and no more. They are opened before
 * anything else is asked of it and stay open; whoever else connects is never accepted. A connection that closes would make
 * room for somebody else: then the process is ended (docs/decisions/0030-the-engine-accepts-only-us.md).
 */
export interface EngineProcess {
  pid: number
  port: number
  /** One request, as JSON text. Rejects when the process ends before it has answered. */
  send: (target: string, body: string) => Promise<{ status: number; body: string }>
  /** Resolves when the process has ended or has closed a connection, with what it said last. It is then of no use. */
  gone: Promise<string>
  stop: () => Promise<void>
}

/** Open files of an engine: 11 in memory, 14 with a database on disk; the rest are our connections. */
const openFilesLimit = 32
const answerWithinMilliseconds = 2000
const endWithinMilliseconds = 5000
/** Who is not answered for so long was not accepted. */
const silenceMilliseconds = 300

/**
 * Starts a process and fills its connections. Rejects when it does not start, or when somebody else got in first. Only
 * Linux can be asked what files and connections a process has; elsewhere it is full when a connection is not answered.
 */
export async function startEngineProcess(
  file?: string,
  isAsked = process.platform === 'linux',
): Promise<EngineProcess> {
  const port = await freePort()
  const serve = [executable(), 'serve', '--port', String(port), ...(file ? ['--db-path', file] : [])]
  const child = spawn('sh', ['-c', guard, 'sh', String(openFilesLimit), ...serve], { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  const ended = new Promise<void>((resolve) =>
    child
      .once('exit', () => resolve())
      .once('error', (error) => {
        said = error.message
        resolve()
      }),
  )
  let lost = () => undefined as void
  const gone = Promise.race([ended, new Promise<void>((resolve) => (lost = resolve))]).then(() => said.trim())
  let pid = 0
  const stop = async () => {
    child.stdin.end()
    // One that does not end by itself (a stopped process does not) loses nothing that it has acknowledged.
    if (!(await isWithin(endWithinMilliseconds, ended)) && pid > 0) process.kill(pid, 'SIGKILL')
    await ended
  }
  const lines = createInterface(child.stderr)
  const listening = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line.includes('listening on')) resolve()
      else said = `${said}\n${line}`.slice(-2000)
    })
  })
  try {
    pid = Number(await Promise.race([firstLine(child.stdout), ended]))
    await Promise.race([listening, ended.then(() => Promise.reject(new Error('It ended.')))])
    return { pid, port, gone, send: await connectAll(port, isAsked ? pid : undefined, lost), stop }
  } catch (error) {
    await stop()
    throw new Error(`The DynamoDB engine did not start. ${said.trim()}`, { cause: error })
  }
}

/**
 * Prints the engine's process id and ends the engine when this process does, however it does: the guard waits for the end
 * of a pipe that only we hold open. A killed runner would otherwise leave an engine behind that still holds the file.
 * Its files are the owner's alone.
 */
const guard = `
  umask 077; limit=$1; shift; exec 3<&0
  (ulimit -n "$limit"; exec "$@" 3<&- <&- >/dev/null) & pid=$!; echo "$pid"
  (cat <&3 >/dev/null; kill "$pid" 2>/dev/null) & exec 3<&- <&- >&-; wait "$pid"`

/** Opens every connection the engine can accept, each proved by an answer. `lost` is called when one closes. */
async function connectAll(port: number, pid: number | undefined, lost: () => void): Promise<EngineProcess['send']> {
  const agent = new Agent({ keepAlive: true, scheduling: 'fifo' })
  const ports = new Set<number>()
  const send: EngineProcess['send'] = (target, body) =>
    post(agent, port, target, body).catch((error: unknown) => {
      lost()
      throw error
    })
  agent.on('free', (socket: Socket) => {
    if (!socket.localPort || ports.has(socket.localPort)) return
    ports.add(socket.localPort)
    socket.once('close', lost)
  })
  const open = (count: number) => {
    agent.maxSockets = agent.maxFreeSockets = count
    return Promise.all(Array.from({ length: count }, () => send('DynamoDB_20120810.ListTables', '{"Limit":1}')))
  }
  let count = 0
  if (pid === undefined) while (await isWithin(silenceMilliseconds, open(++count)));
  else {
    // Asked again until there is no room: a file the engine had open for a moment counted as one that stays open.
    for (let room = await roomIn(pid); room > 0; room = await roomIn(pid))
      if (!(await isWithin(answerWithinMilliseconds, open((count += room))))) throw new Error('It does not answer.')
    const others = (await peersOf(port)).filter((peer) => !ports.has(peer))
    if (others.length > 0) throw new Error(`Another process has connected to its port ${port}.`)
  }
  return send
}

/** How many more connections the engine can accept. */
async function roomIn(pid: number): Promise<number> {
  // The limit is on a file's number: one inherited under a higher number takes no room.
  return openFilesLimit - (await readdir(`/proc/${pid}/fd`)).filter((number) => Number(number) < openFilesLimit).length
}

/** The ports that connections to a loopback port come from. */
async function peersOf(port: number): Promise<number[]> {
  const established = '01'
  return (await readFile('/proc/net/tcp', 'utf8')).split('\n').flatMap((row) => {
    const [, local = '', remote = '', state] = row.trim().split(/\s+/)
    const portIn = (address: string) => Number.parseInt(address.split(':')[1] ?? '', 16)
    return state === established && portIn(local) === port ? [portIn(remote)] : []
  })
}

const post = (agent: Agent, port: number, target: string, body: string) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const headers = { ...headersFor(target), 'content-length': Buffer.byteLength(body) }
    const call = request({ agent, host: '127.0.0.1', port, method: 'POST', headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 500, body: Buffer.concat(chunks).toString() }))
      answer.on('error', reject)
    })
    call.on('error', reject).end(body)
  })

/** The engine does not check signatures; it only wants one to be there. */
const headersFor = (target: string) => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': target,
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0',
})

async function isWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds)
  })
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stream)) return line
  return ''
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
    throw new EngineMissing(
      `The DynamoDB engine for this platform is missing. Run: npm install --no-save ${name}@1.2.1`,
      {
        cause,
      },
    )
  }
}

/** The engine's package for this platform is not installed; the message says how to install it. */
export class EngineMissing extends Error {}
