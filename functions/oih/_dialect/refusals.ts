import { DomainError } from '#core/errors.ts'
import type { Flow } from '#core/flows/flow.ts'
import { wireOf } from '#runtime/declarations/operation.ts'
import type { CalledFlow } from './bodies/called.ts'
import { dialect } from './dialect.ts'
import { readId } from './ids.ts'
import { flowDocument, flowWords } from '#core/hub/flow-document.ts'

/** The id in a path or list, in its 24 hex digits. Refused with `input-invalid` for what is none. */
export function idOf(given: unknown): string {
  const id = typeof given === 'string' ? readId(given) : undefined
  if (id === undefined) throw new DomainError('input-invalid', 'Invalid id')
  return id
}

const missing: ReadonlySet<string> = new Set(['flow-not-found', 'template-not-found', 'run-not-found'])

/** Does what looks something up, and says in these words that it is not there. */
export async function saying<T>(message: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DomainError && missing.has(error.code)) throw new DomainError(error.code, message, error.data)
    throw error
  }
}

/** Refuses with `flow-in-use` to change a flow that is not shown as inactive. `called`: how the sentence names it. */
export function refuseUnlessInactive({ status }: Pick<Flow, 'status'>, called = 'Flow'): void {
  const word = flowWords[status]
  if (word !== 'inactive') throw new DomainError('flow-in-use', `${called} is not inactive. Current status: ${word}`)
}

/** One member of a list that was refused, among others that were not. Faults of ours are thrown. */
export function entryOf(error: unknown, more: object = {}) {
  if (!(error instanceof DomainError)) throw error
  const { status: code } = wireOf({ dialect, errors: undefined }, error.code)
  const messages = Array.isArray(error.data.messages) ? (error.data.messages as string[]) : [error.message]
  return { errors: messages.map((message) => ({ message, ...more, code })) }
}

/**
 * The flow that a webhook's path means. Refused with `flow-not-found` for whatever keeps it from being called: no such id, not
 * active, begun by its cron.
 */
export async function findCalled(
  find: (address: { id: string }) => Promise<Omit<CalledFlow, 'document'> | undefined>,
  flowId: string,
  word = '',
): Promise<CalledFlow> {
  const id = /^\w*$/.test(word) ? readId(flowId) : undefined
  const found = id === undefined ? undefined : await find({ id })
  if (found?.flow.status !== 'active' || found.flow.triggerKind !== 'webhook')
    throw new DomainError('flow-not-found', `Flow ${flowId} either does not exist or is inactive.`)
  return { ...found, document: flowDocument(found.flow, found.definition) }
}
