import type { Add, Change, Write } from '../change.ts'
import { countAttempts, isCounted } from '../usage/count-attempts.ts'
import { countRun } from './count-run.ts'
import type { FlowSchedule } from './flow-schedule.ts'
import { expiryOf, type Slice, type SumName } from './message.ts'
import { isOver, type Run, type RunCause, type RunCounters, type StepCounters } from './run.ts'

/** A graph with a circle, or one split after the other, makes messages without end. */
const mostMessages = 1_000_000
const endless = `The run has more than ${mostMessages.toLocaleString('en-US')} messages.`

/**
 * Brings a run's sums to those of its slices, and ends the run when as many messages have settled as were started. The slices
 * are to be read together: one after the other they can seem to balance when they do not. What was attempted since is added to the
 * usage, in `shard`; where one transaction does not hold it, a part of that is all, and the sums follow. No change for a run that
 * is over.
 */
export function sumRun(
  run: Run,
  slices: readonly Slice[],
  schedule: FlowSchedule | undefined,
  at: string,
  shard = 0,
): { after: Run; change: Change } {
  if (isOver(run)) return { after: run, change: [] }
  const { after: counted, change: usage } = countAttempts(run, slices, at, shard)
  const { attempts } = counted
  if (!isCounted(counted, slices))
    return { after: counted, change: [{ kind: 'update', entity: 'run', before: run, set: { attempts } }, ...usage] }
  const sums = { ...sumsOf(run, slices), attempts }
  const { started, succeeded, errors, cancelled } = sums.counters
  if (started === succeeded + errors + cancelled) return endRun({ ...run, ...sums }, run, schedule, at, usage)
  if (JSON.stringify(sums.counters) === JSON.stringify(run.counters)) return { after: run, change: [] }
  const isEndless = started > mostMessages && run.status === 'in-progress' && !run.isFailing
  const set = { ...sums, updatedAt: at, ...(isEndless ? { isFailing: true, cause: { message: endless, at } } : {}) }
  return { after: { ...run, ...set }, change: [{ kind: 'update', entity: 'run', before: run, set }, ...usage] }
}

/** Ends a run whatever is still to come: nothing that settles later changes it any more. */
function endRun(summed: Run, before: Run, schedule: FlowSchedule | undefined, at: string, usage: readonly Add[]) {
  const hasFailed = summed.isFailing === true || summed.counters.errors > 0
  // Workers cancel what is left of a flow that was halted or is gone without waiting for the run to be told.
  const wasCancelled = before.status === 'cancelling' || (summed.counters.cancelled > 0 && !hasFailed)
  const isCancelled = wasCancelled && !before.isFailing
  const status = isCancelled ? 'cancelled' : hasFailed ? 'failed' : 'succeeded'
  const { counters, steps, figures, attempts, cause } = summed
  const set = {
    counters,
    steps,
    figures,
    attempts,
    cause,
    status,
    endedAt: at,
    updatedAt: at,
    expiresAt: expiryOf(at),
  } as const
  const after: Run = { ...before, ...set }
  const change = [
    { kind: 'update', entity: 'run', before, set },
    ...countRun(before, -1).change,
    ...noteEnd(after, schedule),
    ...usage,
  ] as const satisfies Change
  return { after, change }
}

/**
 * Ends a run that does not end by itself, as failed with this cause, or as cancelled where it was being cancelled. What ended it
 * before, as its deadline does, stays its cause.
 */
export function abandonRun(
  run: Run,
  slices: readonly Slice[],
  schedule: FlowSchedule | undefined,
  { message, at }: RunCause,
) {
  const ownCause = run.isFailing === true && run.cause?.stepId === undefined ? run.cause : undefined
  const { after: counted, change: usage } = countAttempts(run, slices, at, 0)
  const summed = { ...counted, ...sumsOf(run, slices), isFailing: true, cause: ownCause ?? { message, at } }
  return endRun(summed, run, schedule, at, usage)
}

/** What the next run of a scheduled flow has to know of this one. */
function noteEnd(run: Run, schedule: FlowSchedule | undefined): Write<'flow-schedule'>[] {
  if (schedule?.runInProgress !== run.id) return []
  const set = { runInProgress: undefined, ...outcomeOf(run, schedule) }
  return [{ kind: 'update', entity: 'flow-schedule', before: schedule, set }]
}

function outcomeOf(run: Run, { errorCount, activatedAt }: FlowSchedule): Partial<FlowSchedule> {
  if (run.status === 'failed') {
    const isSame = activatedAt === run.activatedAt
    return { errorCount: isSame ? errorCount + 1 : 1, activatedAt: run.activatedAt }
  }
  if (run.status !== 'succeeded') return {}
  return { errorCount: 0, ...(run.window && { windowEndAt: reachedBy(run.window), windowSource: run.windowSource }) }
}

/** Up to where the source has been taken: an empty window ends before it starts, and takes nothing back. */
const reachedBy = ({ startAt, endAt }: { startAt: string; endAt: string }): string =>
  startAt > endAt ? startAt : endAt

function sumsOf(
  run: Run,
  slices: readonly Slice[],
): Pick<Run, 'counters' | 'steps' | 'figures' | 'cause' | 'currentStep'> {
  const counters: RunCounters = { started: run.begunWith, succeeded: 0, errors: 0, cancelled: 0 }
  // Steps and figures have names that users give.
  const steps = new Map<string, StepCounters>()
  const figures = new Map<string, number>()
  for (const [name, value] of slices.flatMap(({ sums }) => Object.entries(sums) as [SumName, number][])) {
    const [kind = '', member = '', ...rest] = name.split('.')
    const named = rest.join('.')
    if (kind === 'step') {
      const step = steps.get(named) ?? { in: 0, out: 0, errors: 0 }
      step[member as keyof StepCounters] += value
      steps.set(named, step)
    } else if (kind === 'figure') figures.set(member, (figures.get(member) ?? 0) + value)
    else if (kind !== 'attempts') counters[kind as keyof RunCounters] += value
  }
  const cause = firstCause(run, slices)
  return {
    counters,
    steps: Object.fromEntries(steps),
    figures: Object.fromEntries(figures),
    cause,
    currentStep: currentStep(run, slices),
  }
}

/** The step that was given a message last, in whichever slice. */
const currentStep = ({ currentStep: before }: Run, slices: readonly Slice[]): string | undefined =>
  slices
    .filter((slice) => slice.currentStep !== undefined)
    .sort((one, other) => ((one.currentStepAt ?? '') < (other.currentStepAt ?? '') ? 1 : -1))
    .at(0)?.currentStep ?? before

/** The error recorded first. One that ended the run itself, as its deadline does, goes before those of its steps. */
const firstCause = ({ cause }: Run, slices: readonly Slice[]): Run['cause'] =>
  cause?.stepId === undefined && cause !== undefined
    ? cause
    : slices
        .flatMap((slice) => slice.cause ?? [])
        .sort((one, other) => (one.at < other.at ? -1 : 1))
        .at(0)
