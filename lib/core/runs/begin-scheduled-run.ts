import type { Change, Write } from '../change.ts'
import { DomainError } from '../errors.ts'
import type { Flow } from '../flows/flow.ts'
import type { ScheduleTrigger } from '../flows/trigger.ts'
import { secondsAfter } from '../time.ts'
import { beginRun, type NewRun } from './begin-run.ts'
import type { FlowSchedule } from './flow-schedule.ts'
import type { Run } from './run.ts'

const firstWindowDays = 30

/**
 * Begins a run of a scheduled AppFlow flow for a due time: at most one is in progress at a time. What it takes of its source
 * follows from the window of the last successful run (docs/dialects/appflow.md 10). Refused, besides as `beginRun`:
 * `run-in-progress` while one is in progress and for a due time that is not after the last one.
 */
export function beginScheduledRun(flow: Flow, schedule: FlowSchedule | undefined, run: NewRun) {
  const { dueAt = run.trigger.at } = run.trigger
  if (schedule?.runInProgress !== undefined || (schedule?.lastDueAt ?? '') >= dueAt) throw inProgress(flow)
  // A retry works by an older definition, whose source may be another one: it takes what the retried run took.
  const isRetry = run.trigger.kind === 'retry'
  const window = isRetry ? run.window : windowOf(flow, schedule, dueAt)
  const windowSource = isRetry ? run.windowSource : window && pullOf(flow)?.source
  const begun = beginRun(flow, { ...run, window, windowSource })
  const set = { runInProgress: run.id, lastDueAt: dueAt }
  const noted: Write<'flow-schedule'> = schedule
    ? { kind: 'update', entity: 'flow-schedule', before: schedule, set }
    : {
        kind: 'create',
        entity: 'flow-schedule',
        item: { tenant: flow.tenant, flowId: flow.id, version: 1, errorCount: 0, ...set },
        taken: 'version-conflict',
        message: 'Another run has begun at the same moment.',
      }
  const change = [...begun.change, noted] as const satisfies Change
  return { after: begun.after, change }
}

/** What lies in it was added or changed since the last successful run; times in whole seconds. */
function windowOf(flow: Flow, schedule: FlowSchedule | undefined, dueAt: string): Run['window'] {
  const pull = pullOf(flow)
  if (!pull) return undefined
  const last = schedule?.windowSource === pull.source ? schedule.windowEndAt : undefined
  return {
    startAt: toSecond(last ?? pull.firstFrom ?? secondsAfter(dueAt, -firstWindowDays * 86_400)),
    endAt: toSecond(secondsAfter(dueAt, -((flow.trigger as ScheduleTrigger).offsetSeconds ?? 0))),
  }
}

const pullOf = ({ trigger }: Flow) => (trigger as ScheduleTrigger).pull

const toSecond = (at: string): string => new Date(Math.floor(Date.parse(at) / 1000) * 1000).toISOString()

const inProgress = ({ handle }: Flow): DomainError =>
  new DomainError('run-in-progress', `A run of flow ${handle} is in progress.`)
