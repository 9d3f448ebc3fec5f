import { useRef, useState } from 'react'
import { Refusal, Unreachable } from './api/refusal.ts'
import { isEndOfSession } from './api/session-end.ts'
import { refreshAll } from './api/watch.ts'
import { dismiss, tell } from './notices.ts'

/**
 * Runs what somebody asked for, tells what came of it, and has everything on the screen asked for again. A refusal is told in
 * the API's own words, until it is tried again. `run` gives undefined where it was refused. `isReading` is for what changes nothing. Where all that is wrong is in `fields` of a
 * form, by the names of the API's members, it is told there and nowhere else: `problems` has it by field.
 */
export function useCommand(fields: readonly string[] = []) {
  const [isRunning, setRunning] = useState(false)
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({})
  const refusal = useRef('')
  async function run<T>(
    what: string,
    work: () => Promise<T>,
    done?: (result: T) => string,
    isReading = false,
  ): Promise<T | undefined> {
    setRunning(true)
    setProblems({})
    dismiss(refusal.current)
    try {
      const result = await work()
      if (done) tell({ type: 'success', content: done(result) })
      return result
    } catch (error) {
      const found = problemsOf(error, fields)
      if (found) setProblems(found)
      else refusal.current = tellRefusal(what, error, isReading)
      return undefined
    } finally {
      setRunning(false)
      refreshAll()
    }
  }
  return { isRunning, run, problems }
}

/** What is wrong with each field, as a sentence, where nothing else is wrong. */
function problemsOf(error: unknown, fields: readonly string[]): Record<string, string> | undefined {
  const members = error instanceof Refusal ? Object.entries(error.members) : []
  if (members.length === 0 || members.some(([name]) => !fields.includes(name))) return undefined
  return Object.fromEntries(members.map(([name, text]) => [name, sentenceOf(text)]))
}

/** Patterns are for programs. */
const sentenceOf = (text: string): string =>
  text.startsWith('must satisfy /') ? 'This value is not allowed here.' : `${text[0]?.toUpperCase()}${text.slice(1)}.`

/**
 * Tells that something was not done, and why; of what had no answer, that nobody knows. What is neither is a fault of ours and is thrown.
 * `isReading`: it changes nothing, whatever came of it. Gives what to dismiss it by.
 */
export function tellRefusal(what: string, error: unknown, isReading = false): string {
  if (error instanceof Unreachable) {
    const isUntilBack = true
    if (isReading)
      return tell({
        type: 'error',
        header: `${what} failed`,
        content: 'The API did not answer. Nothing was changed.',
        isUntilBack,
      })
    const content = 'The API did not answer: it may have been carried out, or not. Check before you try again.'
    return tell({ type: 'error', header: `${what}: outcome unknown`, content, isUntilBack })
  }
  if (!(error instanceof Refusal)) throw error
  void isEndOfSession(error)
  return tell({ type: 'error', header: `${what} was refused`, content: error.message })
}
