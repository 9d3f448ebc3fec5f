import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Timers } from '../local/timers.ts'
import { endLeftover, markOf, noteEngine } from './leftover.ts'
import type { EngineAnswer, EngineCall, EngineCalls, EngineNews, EngineOptions } from './engine-messages.ts'

/** What becomes known of the engine. */
export interface EngineListener {
  /** It is there, with nothing to carry, and knows these node types. */
  up: (types: ReadonlySet<string>) => void
  /** It has ended by itself, and with it all that was in hand. */
  down: () => void
  news: (news: EngineNews) => void
}

export interface EngineSetup extends Omit<EngineOptions, 'port'> {
  /** 0 takes a free one, and keeps it. */
  port: number
  timers: Timers
  random: () => number
  /** Node types that flows may not use, besides those that are not loaded. */
  forbiddenTypes?: readonly string[]
  /** How long it may say nothing before it is taken to hang, and another one started. */
  silenceSeconds?: number
  /** Of the environment of this process: what the other may have. */
  env: Readonly<Record<string, string>>
}

/** The longest pause before an engine that keeps ending is started again. */
const longestPauseSeconds = 30

/** How often it is asked whether it still turns, in parts of the silence it may keep. */
const asksWithinSilence = 3

/** An engine that has run for as long is not one that keeps ending. */
const steadySeconds = 60

/**
 * The engine seen from the agent: a process that is started again, after a random pause that grows, when it ends by itself.
 */
export class Engine {
  readonly #setup: EngineSetup
  #listener: EngineListener | undefined
  #child: ChildProcess | undefined
  #isUp = false
  #port: number
  #failures = 0
  #trouble: string | undefined
  #upAt = 0
  #calls = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>()
  #lastCall = 0
  #cancelRestart: (() => void) | undefined
  #cancelWatch: (() => void) | undefined
  #heardAt = 0

  constructor(setup: EngineSetup) {
    this.#setup = setup
    this.#port = setup.port
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /** How often it has ended, or did not start, since it last ran for a minute. */
  get losses(): number {
    return this.#failures
  }

  /** Why it is not up, as far as is known. */
  get trouble(): string | undefined {
    return this.#isUp ? undefined : this.#trouble
  }

  get port(): number {
    return this.#port
  }

  get processId(): number | undefined {
    return this.#child?.pid
  }

  /** Starts it and resolves when it is up, or has failed for the first time: then it is tried again. */
  async start(listener: EngineListener): Promise<void> {
    this.#listener = listener
    endLeftover(this.#setup.userFolder)
    await this.#launch()
  }

  /** Ends it, and does not start it again. */
  async stop(): Promise<void> {
    this.#cancelRestart?.()
    this.#cancelWatch?.()
    const child = this.#child
    this.#child = undefined
    this.#isUp = false
    this.#fail('The engine was stopped.')
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const isGone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await isGone
  }

  /** Ends the process so that another takes its place. */
  abandon(): void {
    this.#child?.kill('SIGKILL')
  }

  /** Asks the engine. Rejects when it refuses, or ends meanwhile; one that hangs is ended. */
  call<Name extends EngineCall>(call: Name, value: EngineCalls[Name]['takes']): Promise<EngineCalls[Name]['answers']> {
    const child = this.#child
    if (!child?.connected) return Promise.reject(new Error('The engine is down.'))
    const id = ++this.#lastCall
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve: resolve as (value: unknown) => void, reject })
      child.send({ id, call, value }, (error) => error && this.#settle({ id, error: error.message }))
    })
  }

  async #launch(): Promise<void> {
    const { timers, env, forbiddenTypes = [], home, userFolder, host, excludedFiles } = this.#setup
    mkdirSync(userFolder, { recursive: true })
    // Node-RED looks here for packages of nodes: there are none.
    writeFileSync(join(userFolder, 'package.json'), '{}')
    const child = fork(join(import.meta.dirname, 'engine-process.ts'), [], {
      env: { ...env },
      // Code of flows lives there: it reads no state of the agent, and starts no programs.
      execArgv: [
        '--permission',
        `--allow-fs-read=${import.meta.dirname}`,
        `--allow-fs-read=${home}`,
        `--allow-fs-read=${userFolder}`,
        markOf(userFolder),
      ],
      // What Node-RED prints of a broken flow goes where errors go.
      stdio: ['ignore', 2, 2, 'ipc'],
    })
    noteEngine(userFolder, child.pid)
    this.#child = child
    this.#heardAt = timers.now().getTime()
    this.#watch(child)
    child.on('message', (message: EngineAnswer | EngineNews) => {
      this.#heardAt = timers.now().getTime()
      if ('id' in message) this.#settle(message)
      else if (this.#child === child) this.#listener?.news(message)
    })
    child.once('exit', () => this.#ended(child))
    try {
      const { port, types } = await this.call('start', { home, userFolder, host, excludedFiles, port: this.#port })
      if (this.#child !== child) return
      this.#port = port
      this.#isUp = true
      this.#upAt = timers.now().getTime()
      this.#listener?.up(new Set(types.filter((type) => !forbiddenTypes.includes(type))))
    } catch (error) {
      this.#trouble = `Node-RED did not start: ${(error as Error).message}`
      console.error(this.#trouble)
      child.kill('SIGKILL')
    }
  }

  /** An endless loop of a flow stops everything in there: nobody else could end it. */
  #watch(child: ChildProcess): void {
    const { timers } = this.#setup
    const { silenceSeconds = 30 } = this.#isUp ? this.#setup : {}
    this.#cancelWatch?.()
    const now = timers.now().getTime()
    if (now - this.#heardAt >= silenceSeconds * 1000) {
      console.error('Node-RED does not answer: it is started anew.')
      child.kill('SIGKILL')
      return
    }
    if (this.#isUp) this.call('ping', null).catch(() => undefined)
    const next = new Date(now + (silenceSeconds * 1000) / asksWithinSilence)
    this.#cancelWatch = timers.at(next, () => this.#child === child && this.#watch(child))
  }

  #ended(child: ChildProcess): void {
    if (this.#child !== child) return
    const { timers, random } = this.#setup
    const now = timers.now().getTime()
    if (this.#isUp && now - this.#upAt > steadySeconds * 1000) this.#failures = 0
    if (this.#isUp) this.#trouble = 'Node-RED has ended, and is started again.'
    this.#isUp = false
    this.#child = undefined
    this.#fail('The engine has ended.')
    const seconds = random() * Math.min(longestPauseSeconds, 2 ** this.#failures++)
    this.#listener?.down()
    this.#cancelRestart = timers.at(new Date(now + seconds * 1000), () => void this.#launch())
  }

  #settle({ id, value, error }: EngineAnswer): void {
    const waiting = this.#calls.get(id)
    this.#calls.delete(id)
    if (error === undefined) waiting?.resolve(value)
    else waiting?.reject(new Error(error))
  }

  #fail(cause: string): void {
    for (const id of this.#calls.keys()) this.#settle({ id, error: cause })
  }
}
