import { useRef, useState } from 'react'
import { Refusal, Unreachable } from './api/refusal.ts'
import { isEndOfSession } from './api/session-end.ts'
import { refreshAll } from './api/watch.ts'
import { dismiss, tell } from './notices.ts'

/**
 * Runs what somebody asked for, tells what came of it, and has everything on the screen asked for again. A refusal is told in
 * the API's own words, until it is tried again. `run` gives undefined where it was refused.
 */
export function useCommand() {
  const [isRunning, setRunning] = useState(false)
  const refusal = useRef('')
  async function run<T>(what: string, work: () => Promise<T>, done?: (result: T) => string): Promise<T | undefined> {
    setRunning(true)
    dismiss(refusal.current)
    try {
      const result = await work()
      if (done) tell({ type: 'success', content: done(result) })
      return result
    } catch (error) {
      refusal.current = tellRefusal(what, error)
      return undefined
    } finally {
      setRunning(false)
      refreshAll()
    }
  }
  return { isRunning, run }
}

/** Tells that something was not done, and why. What is no refusal is a fault of ours and is thrown. Gives what to dismiss it by. */
export function tellRefusal(what: string, error: unknown): string {
  if (!(error instanceof Refusal || error instanceof Unreachable)) throw error
  if (error instanceof Refusal) void isEndOfSession(error)
  return tell({ type: 'error', header: `${what} was refused`, content: error.message })
}
