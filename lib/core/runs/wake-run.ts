import type { Change } from '../change.ts'
import { isOver, type Run } from './run.ts'

/**
 * Notes where the relay is to go on with waking workers for a run, from which its next part follows; nothing of a run that is
 * over.
 */
export function wakeRun(run: Run, waking: Run['waking']) {
  if (isOver(run) || (waking === undefined && run.waking === undefined)) return { change: [] }
  const change = [{ kind: 'update', entity: 'run', before: run, set: { waking } }] as const satisfies Change
  return { change }
}
