import type { Actor } from '../actor.ts'
import type { Change } from '../change.ts'
import { DomainError } from '../errors.ts'
import { isEnding, isOver, type Run } from './run.ts'

/**
 * Cancels a run: no further step of it begins, those under way are let finish. One that is being cancelled already, or that an
 * error is ending, stays as it is: the end that was recorded first counts. Refused with `run-over` once it has ended.
 */
export function cancelRun(run: Run, { at, name: by }: Pick<Actor, 'at' | 'name'>) {
  if (isOver(run)) throw new DomainError('run-over', `Run ${run.id} has ended already.`, { id: run.id })
  if (isEnding(run)) return { after: run, change: [] }
  const set = { status: 'cancelling', cancelledBy: by, updatedAt: at } as const
  const change = [{ kind: 'update', entity: 'run', before: run, set }] as const satisfies Change
  return { after: { ...run, ...set }, change }
}

/** Ends a run by an error that is not of one of its steps: what has not begun is cancelled, and the run then fails. */
export function failRun(run: Run, message: string, at: string) {
  if (isOver(run) || isEnding(run)) return { after: run, change: [] }
  const set = { isFailing: true, cause: { message, at }, updatedAt: at }
  const change = [{ kind: 'update', entity: 'run', before: run, set }] as const satisfies Change
  return { after: { ...run, ...set }, change }
}
