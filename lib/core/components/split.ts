import { StepError } from '../runs/step-error.ts'
import { mostMessages } from './component-call.ts'
import { findAt } from './template.ts'

/** The list at a path of a message; the message itself without a path. Throws a `StepError` for what is no list. */
export function listAt(payload: unknown, path?: string): readonly unknown[] {
  const found = path === undefined ? payload : findAt(path, payload)
  if (!Array.isArray(found))
    throw new StepError(path === undefined ? 'The message is no list.' : `There is no list at ${path}.`)
  return bounded(found)
}

/** What an expression came to as a list: nothing is none, and one value is one, as everywhere in JSONata. */
export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : bounded(Array.isArray(value) ? value : [value])

function bounded(list: readonly unknown[]): readonly unknown[] {
  if (list.length > mostMessages)
    throw new StepError(`The list has ${list.length} elements; ${mostMessages} are the most that become messages.`)
  return list
}
