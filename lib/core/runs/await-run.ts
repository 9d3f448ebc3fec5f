import type { Change } from '../change.ts'
import { isOver, type Run } from './run.ts'

/** Has a flow that is stopping looked at again when this run ends. Undefined for a run that has ended by now. */
export function awaitRun(run: Run) {
  if (isOver(run)) return undefined
  const change = [{ kind: 'update', entity: 'run', before: run, set: { isAwaited: true } }] as const satisfies Change
  return { change: run.isAwaited ? [] : change }
}
