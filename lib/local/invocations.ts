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
  const running = new Set<Promise<void>>()
  const waiting = new Set<() => void>()
  let stopped = false

  const begin = (id: string, accepted: Accepted) => {
    if (stopped) return
    const work = run(id, accepted)
      // It is still on disk, and is taken up after the next start.
      .catch((error: unknown) =>
        console.error(`The invocation ${id} of ${accepted.functionName} was left: ${String(error)}`),
      )
      .finally(() => running.delete(work))
    running.add(work)
  }

  async function run(id: string, accepted: Accepted): Promise<void> {
    try {
      await functions.invoke(accepted.functionName, accepted.event)
      await state.remove('invocation', id)
    } catch (error) {
      if (stopped) return
      const seconds = retryAfterSeconds[accepted.attempt - 1]
      if (seconds === undefined) {
        await bury(recordOf(id, accepted, error as Error, timers.now()))
        await state.remove('invocation', id)
        return
      }
      const next = { ...accepted, attempt: accepted.attempt + 1 }
      await state.put('invocation', id, next)
      const cancel = timers.at(new Date(timers.now().getTime() + seconds * 1000), () => {
        waiting.delete(cancel)
        begin(id, next)
      })
      waiting.add(cancel)
    }
  }

  return {
    accept(functionName, event) {
      const id = randomUUID()
      const accepted = { functionName, event, attempt: 1, acceptedAt: timers.now().getTime() }
      const noted = state.put('invocation', id, accepted).then(() => begin(id, accepted))
      // On its way to disk it is something being done already; whether it gets there is its caller's to know.
      const work: Promise<void> = noted.catch(() => undefined).finally(() => running.delete(work))
      running.add(work)
      return noted
    },
    async resume() {
      await state.restore<Accepted>('invocation', (accepted, id) => {
        if (typeof accepted.functionName !== 'string') throw new Error('It names no function.')
        begin(id, accepted)
      })
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
    async stop() {
      stopped = true
      for (const cancel of waiting) cancel()
      await Promise.allSettled(running)
    },
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
