import { randomUUID } from 'node:crypto'
import type { LocalFunctions } from './functions.ts'
import { functionArn } from './names.ts'
import type { State } from './state.ts'
import type { Timers } from './timers.ts'

/**
 * Asynchronous invocations, as Lambda takes them from the CLI, from rules and from schedules: once accepted they are on
 * disk and will be run, if need be after a restart of this process. A failing one is tried twice more, a minute and two
 * minutes later; then a record of it goes to the dead-letter queue, of the form Lambda gives to on-failure destinations.
 */
export interface Invocations {
  /** Accepts an invocation: resolves when it is on disk. */
  accept: (functionName: string, event: unknown) => Promise<void>
  /** Takes up what an earlier process had accepted. */
  resume: () => Promise<void>
  /** Resolves when nothing is being run (retries that wait for their time excepted). */
  idle: () => Promise<void>
  stop: () => Promise<void>
}

interface Accepted {
  functionName: string
  event: unknown
  attempt: number
  acceptedAt: number
}

const retryAfterSeconds = [60, 120]

export function openInvocations(
  state: State,
  functions: LocalFunctions,
  timers: Timers,
  bury: (message: unknown) => Promise<void>,
): Invocations {
  const attempts = new Attempts(state, functions, timers, bury)
  return {
    accept(functionName, event) {
      const id = randomUUID()
      const accepted = { functionName, event, attempt: 1, acceptedAt: timers.now().getTime() }
      const noted = state.put('invocation', id, accepted).then(() => attempts.begin(id, accepted))
      // On its way to disk it is something being done already; whether it gets there is its caller's to know.
      attempts.track(noted.catch(() => undefined))
      return noted
    },
    async resume() {
      await state.restore<Accepted>('invocation', (accepted, id) => {
        if (typeof accepted.functionName !== 'string') throw new Error('It names no function.')
        attempts.begin(id, accepted)
      })
    },
    idle: () => attempts.idle(),
    stop: () => attempts.stop(),
  }
}

/** The attempts under way, and those that wait for their time. */
class Attempts {
  readonly #state: State
  readonly #functions: LocalFunctions
  readonly #timers: Timers
  readonly #bury: (message: unknown) => Promise<void>
  readonly #running = new Set<Promise<void>>()
  readonly #waiting = new Set<() => void>()
  #isStopped = false

  constructor(state: State, functions: LocalFunctions, timers: Timers, bury: (message: unknown) => Promise<void>) {
    this.#state = state
    this.#functions = functions
    this.#timers = timers
    this.#bury = bury
  }

  begin(id: string, accepted: Accepted): void {
    if (this.#isStopped) return
    this.track(
      // It is still on disk, and is taken up after the next start.
      this.#attempt(id, accepted).catch((error: unknown) =>
        console.error(`The invocation ${id} of ${accepted.functionName} was left: ${String(error)}`),
      ),
    )
  }

  /** Counts work that cannot fail as being done until it ends. */
  track(work: Promise<void>): void {
    const tracked: Promise<void> = work.finally(() => this.#running.delete(tracked))
    this.#running.add(tracked)
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    for (const cancel of this.#waiting) cancel()
    await Promise.allSettled(this.#running)
  }

  async #attempt(id: string, accepted: Accepted): Promise<void> {
    try {
      await this.#functions.invoke(accepted.functionName, accepted.event)
      await this.#state.remove('invocation', id)
    } catch (error) {
      if (this.#isStopped) return
      const seconds = retryAfterSeconds[accepted.attempt - 1]
      if (seconds === undefined) {
        await this.#bury(recordOf(id, accepted, error as Error, this.#timers.now()))
        await this.#state.remove('invocation', id)
      } else await this.#retryAfter(seconds, id, { ...accepted, attempt: accepted.attempt + 1 })
    }
  }

  async #retryAfter(seconds: number, id: string, next: Accepted): Promise<void> {
    await this.#state.put('invocation', id, next)
    const cancel = this.#timers.at(new Date(this.#timers.now().getTime() + seconds * 1000), () => {
      this.#waiting.delete(cancel)
      this.begin(id, next)
    })
    this.#waiting.add(cancel)
  }
}

/** What Lambda sends to an on-failure destination. */
const recordOf = (id: string, { functionName, event, attempt }: Accepted, error: Error, at: Date) => ({
  version: '1.0',
  timestamp: at.toISOString(),
  requestContext: {
    requestId: id,
    functionArn: `${functionArn(functionName)}:$LATEST`,
    condition: 'RetriesExhausted',
    approximateInvokeCount: attempt,
  },
  requestPayload: event,
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] },
})
