import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { createConnection, type NetConnectOpts, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

/** One request to the engine, as JSON text. Rejects when it goes without an answer. */
export type Send = (target: string, body: string) => Promise<{ status: number; body: string }>

/** An engine that listens, and what its limit on open files is. */
export interface Listening {
  pid: number
  port: number
  /** Files it may have open now: none for a connection. */
  softLimit: number
  /** Files it may have open once the limit is raised. */
  hardLimit: number
  /** Whether its limit was set so that it accepts nobody yet. */
  isSealed: boolean
}

/** The engine has room for so many connections that it should not have yet. */
export class TooMuchRoom extends Error {
  readonly room: number
  constructor(room: number) {
    super(`The engine has room for ${room} connections before it should.`)
    this.room = room
  }
}

const answerWithinMilliseconds = 5000
/** A request that takes longer is given up, and the engine with it: it hangs. */
const requestTimeoutMilliseconds = 20_000
/** Who is not answered for so long was not accepted. */
const silenceMilliseconds = 300

/**
 * Opens every connection the engine can accept, each proved by an answer, and keeps them. `lost` is called when one closes:
 * its place could be somebody else's then. Throws when anybody else has connected.
 *
 * Sealed, the engine accepts nobody until all of ours wait at its port, and it is certain that nobody else does: places are
 * given in the order of waiting. It is stopped meanwhile, only because it would otherwise pause for a second after the
 * first connection that it cannot accept.
 */
export async function connectAll(engine: Listening, lost: () => void): Promise<Send> {
  const { agent, send, sockets } = openAgent(engine.port, lost)
  const open = (count: number) => {
    agent.maxSockets = agent.maxFreeSockets = count
    return Promise.all(Array.from({ length: count }, () => send('DynamoDB_20120810.ListTables', '{"Limit":1}')))
  }
  if (!engine.isSealed) {
    for (let count = 1; await isWithin(silenceMilliseconds, open(count)); count++);
    return send
  }
  // It says that it listens before it has opened all of its own files.
  const room = async () => engine.softLimit - (await openFiles(engine.pid, engine.softLimit))
  for (let turn = 0; turn < 100 && (await room()) > 0; turn++) await pause(3)
  if ((await room()) > 0) throw new TooMuchRoom(await room())
  process.kill(engine.pid, 'SIGSTOP')
  const answered = open(engine.hardLimit - engine.softLimit)
  // Told below, as no answer.
  answered.catch(() => undefined)
  await Promise.all(sockets.filter(({ connecting }) => connecting).map((socket) => once(socket, 'connect')))
  const ours = new Set(sockets.map(({ localPort }) => localPort))
  const others = (await peersOf(engine.port)).filter((peer) => !ours.has(peer))
  if (others.length > 0) throw new Error(`Another process has connected to the engine's port ${engine.port}.`)
  await raiseLimit(engine)
  process.kill(engine.pid, 'SIGCONT')
  if (!(await isWithin(answerWithinMilliseconds, answered))) throw new Error('The engine does not answer.')
  return send
}

const run = promisify(execFile)

/** Whether the limit of another process can be raised here: on Linux, with the tool of util-linux. */
export const canSeal = async (): Promise<boolean> =>
  process.platform === 'linux' &&
  (await run('prlimit', ['--version']).then(
    () => true,
    () => false,
  ))

const raiseLimit = ({ pid, hardLimit }: Listening) =>
  run('prlimit', ['--pid', String(pid), `--nofile=${hardLimit}:${hardLimit}`])

/** How many files a process has open, of those under numbers that a limit counts: inherited ones may lie above it. */
async function openFiles(pid: number, limit: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).filter((number) => Number(number) < limit).length
}

/** The ports that connections to a loopback port come from, also those that are closed already but were never accepted. */
async function peersOf(port: number): Promise<number[]> {
  const [timeWait, listens] = ['06', '0A']
  return (await readFile('/proc/net/tcp', 'utf8')).split('\n').flatMap((row) => {
    const [, local = '', remote = '', state = ''] = row.trim().split(/\s+/)
    const portIn = (address: string) => Number.parseInt(address.split(':')[1] ?? '', 16)
    return portIn(local) === port && ![timeWait, listens].includes(state) ? [portIn(remote)] : []
  })
}

/** Keeps connections open and uses them in turn. Once one is lost nothing is sent any more, to whoever has the port then. */
function openAgent(port: number, onLost: () => void) {
  const agent = new Agent({ keepAlive: true, scheduling: 'fifo' })
  const sockets: Socket[] = []
  let isLost = false
  const lose = () => {
    isLost = true
    onLost()
    agent.destroy()
  }
  Object.assign(agent, {
    createConnection(options: NetConnectOpts) {
      const socket = createConnection(options)
      sockets.push(socket)
      return socket.once('close', lose)
    },
  })
  const send: Send = async (target, body) => {
    if (isLost) throw new Error('The engine is gone.')
    try {
      return await post(agent, port, target, body)
    } catch (error) {
      lose()
      throw error
    }
  }
  return { agent, send, sockets }
}

const post = (agent: Agent, port: number, target: string, body: string) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const headers = { ...headersFor(target), 'content-length': Buffer.byteLength(body) }
    const options = { agent, host: '127.0.0.1', port, method: 'POST', headers, timeout: requestTimeoutMilliseconds }
    const call = request(options, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 500, body: Buffer.concat(chunks).toString() }))
      answer.on('error', reject)
    })
    call.on('timeout', () => call.destroy(new Error('The engine does not answer.')))
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

export async function isWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
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
