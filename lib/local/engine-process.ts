import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { canSeal, connectAll, isWithin, TooMuchRoom, type Send } from './engine-connections.ts'
import { indexStreamRecords } from './stream-index.ts'

/**
 * One process of the DynamoDB engine, on a free loopback port. The engine checks no signature and listens on TCP only, so
 * what keeps others out is its limit on open files: it leaves room for our connections and no more. They are opened before
 * anything else is asked of it and stay open; whoever else connects is never accepted. A connection that closes would make
 * room for somebody else: then the process is ended (docs/decisions/0030-the-engine-accepts-only-us.md).
 */
export interface EngineProcess {
  pid: number
  port: number
  send: Send
  /** Resolves when the process has ended or has closed a connection, with what it said last. It is then of no use. */
  gone: Promise<string>
  stop: () => Promise<void>
}

const hardLimit = 32
/** Files that an engine has open without any connection. */
const expectedFiles = 13
/** The same, corrected when it turns out otherwise. */
let ownFiles = expectedFiles
const endWithinMilliseconds = 5000

/**
 * Starts a process and fills its connections. Rejects when it does not start, or when somebody else has connected. Where its
 * limit cannot be raised later (other platforms than Linux) it accepts from the start, and is full when one is not answered.
 */
export async function startEngineProcess(file: string, isSealed?: boolean): Promise<EngineProcess> {
  const seal = isSealed ?? (await canSeal())
  const softLimit = seal ? ownFiles : hardLimit
  const port = await freePort()
  const serve = [executable(), 'serve', '--port', String(port), '--db-path', file]
  const child = spawn('sh', ['-c', guard, 'sh', String(softLimit), String(hardLimit), ...serve])
  let said = ''
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', ({ message }) => {
      said = message
      resolve()
    })
  })
  let lose = () => undefined as void
  const gone = Promise.race([ended, new Promise<void>((resolve) => (lose = resolve))]).then(() => said.trim())
  let pid = 0
  const stop = async () => {
    child.stdin.end()
    // One that does not end by itself, because it hangs, loses nothing that it has acknowledged.
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
    await Promise.race([listening, ended.then(() => Promise.reject(new EndedEarly()))])
    indexStreamRecords(file)
    const send = await connectAll({ pid, port, softLimit, hardLimit, isSealed: seal }, lose)
    return { pid, port, gone, send, stop }
  } catch (error) {
    if (error instanceof TooMuchRoom) ownFiles -= error.room
    // One that was slow to open its files had fewer than it needs.
    else if (error instanceof EndedEarly && softLimit < hardLimit / 2) ownFiles = Math.max(softLimit + 1, expectedFiles)
    await stop()
    throw new Error(`The DynamoDB engine did not start. ${(error as Error).message} ${said}`.trim(), { cause: error })
  }
}

class EndedEarly extends Error {
  constructor() {
    super('It ended.')
  }
}

/**
 * Prints the engine's process id and ends the engine when this process does, however it does: the guard waits for the end
 * of a pipe that only we hold open. A killed runner would otherwise leave an engine behind that still holds the file. A
 * stopped process ends only when it goes on. Its files are the owner's alone.
 */
const guard = `
  umask 077; soft=$1; hard=$2; shift 2; exec 3<&0
  (exec 3<&- <&- >/dev/null; ulimit -Sn "$soft" && ulimit -Hn "$hard" && exec "$@") & pid=$!; echo "$pid"
  (cat <&3 >/dev/null; kill "$pid"; kill -CONT "$pid") 2>/dev/null & exec 3<&- <&- >&-; wait "$pid"`

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
