import type { Change } from '../change.ts'
import { secondsAfter } from '../time.ts'
import { deliverySeconds } from './begin-hosted-run.ts'
import { failRun } from './cancel-run.ts'
import { isOver, type Run } from './run.ts'

/** In so many seconds something of a run in progress settles, else what waits of it is sent again. */
export const quietSeconds = 30 * 60
/** So often that is done in vain before the run is ended. */
export const mostSweeps = 3
/** So long after its deadline a run is ended, whatever it waits for. */
export const graceSeconds = 60 * 60
/** The longest that an agent, cut off for a moment, waits before it reports. */
const reportSeconds = 5 * 60

export const hungCause = `Nothing of it settled any more, although its messages were sent ${mostSweeps} times again.`
export const undeliveredCause = 'No runtime took it up in time.'
export const lostCause = 'Its runtime does not report it any more.'
export const overdueCause = 'The run took longer than it may.'

/** What the sweep is to do with a run. */
export type SweepVerdict =
  | 'leave'
  /** It has taken as long as it may: what has not begun is to be cancelled. */
  | 'fail'
  /** And that did not end it. */
  | 'end'
  /** Its runtime did not hear of it, and is not told any more. */
  | 'undelivered'
  /** It is to be cancelled, and its runtime, which says of what is under way that it is, has not for a while. */
  | 'lost'
  /** Nothing of it has settled for a while: what waits of it decides. */
  | 'look'

/** Judges a run by its own item. */
export function judgeRun(run: Run, now: string): SweepVerdict {
  if (isOver(run)) return 'leave'
  if (now >= secondsAfter(run.deadlineAt, graceSeconds)) return 'end'
  if (now >= run.deadlineAt && run.status === 'in-progress' && run.isFailing !== true) return 'fail'
  if (run.hostedBy && !run.hostedBy.begunAt && now >= secondsAfter(run.startedAt, deliverySeconds + reportSeconds))
    return 'undelivered'
  if (now < secondsAfter(lookedAt(run), quietSeconds)) return 'leave'
  return run.hostedBy && run.status === 'cancelling' ? 'lost' : 'look'
}

/** Marks a run that has taken as long as it may. */
export const failOverdue = (run: Run, now: string) => failRun(run, overdueCause, now)

/** What of a run has not settled: whether a worker could settle some of it now, and whether some is to wait. */
export interface Unsettled {
  isDue: boolean
  isToWait: boolean
}

/** Whether a run in which nothing settles is to be ended: its messages were sent often enough, and do not wait for a reason. */
export const isHung = (run: Run, { isDue, isToWait }: Unsettled): boolean =>
  (isDue || !isToWait) && sweepsOf(run) >= mostSweeps

/** Notes that a run in which nothing has settled was looked at; it counts when its messages are sent again for it. */
export function noteSweep(run: Run, { isDue, isToWait }: Unsettled, now: string) {
  const sweeps = sweepsOf(run) + (isDue || !isToWait ? 1 : 0)
  const set = { sweeps, sweptAt: now }
  const change = [{ kind: 'update', entity: 'run', before: run, set }] as const satisfies Change
  return { after: { ...run, ...set }, change }
}

/** What settled since the last time begins the count anew. */
const sweepsOf = ({ sweeps = 0, sweptAt = '', updatedAt }: Run): number => (updatedAt > sweptAt ? 0 : sweeps)

const lookedAt = ({ sweptAt = '', updatedAt }: Run): string => (updatedAt > sweptAt ? updatedAt : sweptAt)
