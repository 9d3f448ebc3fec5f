import { useState } from 'react'
import { Refusal, Unreachable } from './api/refusal.ts'
import { sessionEnded } from './api/session-end.ts'
import { refreshAll } from './api/watch.ts'
import { tell } from './notices.ts'

/**
 * Runs what somebody asked for, tells what came of it, and has everything on the screen asked for again. A refusal is told in
 * the API's own words. `run` gives undefined where it was refused.
 */
export function useCommand() {
  const [isRunning, setRunning] = useState(false)
  async function run<T>(what: string, work: () => Promise<T>, done?: (result: T) => string): Promise<T | undefined> {
    setRunning(true)
    try {
      const result = await work()
      if (done) tell({ type: 'success', content: done(result) })
      return result
    } catch (error) {
      tellRefusal(what, error)
      return undefined
    } finally {
      setRunning(false)
      refreshAll()
    }
  }
  return { isRunning, run }
}

/** Tells that something was not done, and why. What is no refusal is a fault of ours and is thrown. */
export function tellRefusal(what: string, error: unknown): void {
  if (error instanceof Refusal && error.status === 401) sessionEnded.tell()
  if (!(error instanceof Refusal || error instanceof Unreachable)) throw error
  tell({ type: 'error', header: `${what} was refused`, content: error.message })
}
