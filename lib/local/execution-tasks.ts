import type { LocalFunctions } from './functions.ts'
import { functionNameIn } from './names.ts'
import type { Timers } from './timers.ts'

/** A run of an execution: whether it waits for something is what `idle` asks. */
export interface Run {
  waits: number
  /** Its last task failed: the library is pausing before it tries again, or about to go on. */
  hasFailed: boolean
  /** Events of its history so far, about as Step Functions counts them. */
  events: number
}

export interface Callback {
  token: string
  timeoutSeconds: number
}

export type Outcome = { output: unknown } | { error: string; cause: string }

interface Waiting {
  resolve: (output: unknown) => void
  reject: (error: Error) => void
}

/** What the states of executions do: invoke functions, pause, and wait until a token is answered. */
export class ExecutionTasks {
  readonly #functions: LocalFunctions
  readonly #timers: Timers
  readonly #waiting = new Map<string, Waiting>()
  #active = 0

  constructor(functions: LocalFunctions, timers: Timers) {
    this.#functions = functions
    this.#timers = timers
  }

  /** How many functions are being run. */
  get active(): number {
    return this.#active
  }

  async invoke(arn: string, input: unknown, run: Run): Promise<unknown> {
    this.#active++
    run.hasFailed = false
    // Scheduled, started, succeeded or failed.
    run.events += 3
    try {
      return (await this.#functions.invoke(functionNameIn(arn), input)) ?? {}
    } catch (error) {
      run.hasFailed = true
      throw error
    } finally {
      this.#active--
    }
  }

  pause(seconds: number, run: Run): Promise<unknown> {
    return waitIn(run, new Promise<object>((resolve) => this.#after(seconds, () => resolve({}))))
  }

  /** Runs the function, whose answer counts for nothing, and waits until its token is answered or time is up. */
  async callBack(arn: string, payload: Callback, run: Run): Promise<unknown> {
    const { token, timeoutSeconds } = payload
    let cancel: () => void = () => undefined
    const answered = new Promise((resolve, reject) => {
      this.#waiting.set(token, { resolve, reject })
      const late = Object.assign(new Error(`No answer within ${timeoutSeconds} s.`), { name: 'States.Timeout' })
      cancel = this.#after(timeoutSeconds, () => reject(late))
    })
    answered.catch(() => undefined)
    // Its answer is one more than the submission.
    run.events += 1
    try {
      await this.invoke(arn, payload, run)
      return await waitIn(run, answered)
    } finally {
      cancel()
      this.#waiting.delete(token)
    }
  }

  /** Ends the wait of a task; false when nobody waits with this token. */
  answer(token: string, outcome: Outcome): boolean {
    const found = this.#waiting.get(token)
    if (!found) return false
    if ('output' in outcome) found.resolve(outcome.output)
    else found.reject(Object.assign(new Error(outcome.cause), { name: outcome.error }))
    return true
  }

  #after(seconds: number, work: () => void): () => void {
    return this.#timers.at(new Date(this.#timers.now().getTime() + seconds * 1000), work)
  }
}

async function waitIn<T>(run: Run, until: Promise<T>): Promise<T> {
  run.waits++
  try {
    return await until
  } finally {
    run.waits--
  }
}
