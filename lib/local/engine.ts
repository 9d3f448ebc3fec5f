import { setTimeout as pause } from 'node:timers/promises'
import { EngineMissing, startEngineProcess, type EngineProcess } from './engine-process.ts'

/**
 * DynamoDB on one machine: dynoxide, a real engine, in a process of its own that only this process can talk to. What it
 * has acknowledged is on disk, so killing everything loses nothing, and a process that ends is started again.
 */
export interface Engine {
  /** One action of the DynamoDB or DynamoDB Streams API, e.g. `DynamoDB_20120810.PutItem`, as JSON. */
  call: <T>(target: string, input: object) => Promise<T>
  /** The same with the raw body, for requests that are passed on: status, and body as text. */
  pass: (target: string, body: string) => Promise<{ status: number; body: string }>
  /** The process id of the engine that runs now. */
  pid: () => Promise<number>
  /** Rejects when the engine has ended and cannot be started again. Never resolves. */
  failure: Promise<never>
  stop: () => Promise<void>
}

/** The engine refused a request. `name` is the AWS error's. */
export class EngineError extends Error {
  constructor(body: string) {
    const { __type = 'Error', message, Message } = JSON.parse(body) as Record<string, string | undefined>
    super(message ?? Message ?? body)
    this.name = __type.split('#').at(-1) ?? __type
  }
}

/** One that ended is started again for about an hour, whatever keeps it from starting meanwhile. */
const restartAttempts = 360
const longestPauseMilliseconds = 10_000
/** An engine that ends more often than this within a minute is given up. */
const restartsAMinute = 5

/** Starts the engine on a file. Throws with the engine's own words when it does not start. */
export async function startEngine(file: string): Promise<Engine> {
  let current = startWithRetries(file)
  await current
  let stopped = false
  let restarts: number[] = []
  let fail: (error: Error) => void = () => undefined
  const failure = new Promise<never>((_resolve, reject) => (fail = reject))
  // A rejection that nobody waits for would end the process.
  failure.catch(() => undefined)

  const watch = (running: EngineProcess) => {
    void running.gone.then((said) => {
      if (stopped) return
      restarts = [...restarts.filter((at) => at > Date.now() - 60_000), Date.now()]
      if (restarts.length > restartsAMinute)
        return fail(new Error(`The DynamoDB engine ended ${restarts.length} times within a minute. ${said}`))
      console.error(`The DynamoDB engine ended and is started again. ${said}`)
      current = running.stop().then(() => startWithRetries(file, restartAttempts))
      current.then(watch, fail)
    })
  }
  void current.then(watch)

  const pass: Engine['pass'] = async (target, body) => {
    const running = await current
    try {
      return await running.send(target, body)
    } catch (error) {
      // Whether it was carried out is unknown. Whoever asks again finds the next process.
      await running.gone
      throw error
    }
  }
  return {
    pass,
    failure,
    pid: async () => (await current).pid,
    async call(target, input) {
      const { status, body } = await pass(target, JSON.stringify(input))
      if (status !== 200) throw new EngineError(body)
      return JSON.parse(body) as never
    },
    async stop() {
      stopped = true
      await current.then((running) => running.stop()).catch(() => undefined)
    },
  }
}

/** Somebody else may take the port between finding it and using it, or connect before we do. */
async function startWithRetries(file: string, attempts = 5): Promise<EngineProcess> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startEngineProcess(file)
    } catch (error) {
      if (attempt === attempts || error instanceof EngineMissing) throw error
      await pause(Math.min(100 * 2 ** (attempt - 1), longestPauseMilliseconds))
    }
  }
}
