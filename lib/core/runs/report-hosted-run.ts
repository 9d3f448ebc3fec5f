import type { HostedRunReport } from '../agents/hosted-flows.ts'
import type { Change } from '../change.ts'
import type { Flow } from '../flows/flow.ts'
import type { HostedRun } from './hosted-run.ts'
import { isSettled, type Message, type Sums } from './message.ts'
import { isHalted, isOver, type Run } from './run.ts'
import { addSums } from './settle-message.ts'

/** What is kept of a run on a runtime. */
export interface KnownHostedRun {
  hosted: HostedRun
  run?: Run
  /** Its one message, which settles with the end that is reported. */
  message?: Message
}

/**
 * What a runtime's report makes of a run: its counts while it lasts; at its end its message settles, and the sums end it as they do
 * any run. Whatever is reported again changes nothing.
 */
export function reportHostedRun(known: KnownHostedRun, report: HostedRunReport, at: string): { change: Change } {
  const { hosted, run } = known
  if (report.state !== 'in-progress') {
    const cause =
      report.state === 'failed' ? (report.cause ?? 'The runtime reports that it failed, and not why.') : undefined
    return settle(known, report.state, sumsOf(report), at, cause)
  }
  const begunAt = hosted.begunAt ?? at
  const begun = { kind: 'update', entity: 'hosted-run', before: hosted, set: { begunAt } } as const
  if (!run || isOver(run)) return { change: [begun] }
  const hostedBy = run.hostedBy && { ...run.hostedBy, begunAt }
  const set = { steps: report.steps, updatedAt: at, hostedBy }
  return { change: [begun, { kind: 'update', entity: 'run', before: run, set }] }
}

/**
 * Ends a run that is to be cancelled, if its runtime has not begun it or drops it with its flow, that was halted or is gone. Any
 * other is ended by what the runtime reports.
 */
export function withdrawHostedRun(known: KnownHostedRun, flow: Flow | undefined, at: string): { change: Change } {
  const { hosted, run } = known
  const isDropped = flow?.id !== hosted.flowId || (run !== undefined && isHalted(run, flow))
  return hosted.begunAt === undefined || isDropped ? settle(known, 'cancelled', { cancelled: 1 }, at) : { change: [] }
}

/** Ends a run whose runtime is no more, and will not report it: as failed, or as cancelled where that was asked. */
export function abandonHostedRun(known: KnownHostedRun, at: string): { change: Change } {
  return known.run?.status === 'cancelling'
    ? settle(known, 'cancelled', { cancelled: 1 }, at)
    : settle(known, 'failed', { errors: 1 }, at, 'Its runtime was removed.')
}

function settle(
  { hosted, run, message }: KnownHostedRun,
  status: 'succeeded' | 'failed' | 'cancelled',
  sums: Sums,
  at: string,
  cause?: string,
): { change: Change } {
  const gone = { kind: 'delete', entity: 'hosted-run', before: hosted } as const
  if (!run || isOver(run) || !message || isSettled(message)) return { change: [gone] }
  const set = { status, settledAt: at, cause }
  const recorded = cause === undefined ? undefined : { message: cause, at, messageId: message.id }
  return {
    change: [
      gone,
      { kind: 'update', entity: 'message', before: message, set },
      addSums(run, message, sums, { cause: recorded }),
    ],
  }
}

function sumsOf({ state, steps }: HostedRunReport): Sums {
  const counted = Object.entries(steps).flatMap(([id, counts]) =>
    (['in', 'out', 'errors'] as const).map((member) => [`step.${member}.${id}`, counts[member]] as const),
  )
  const attempts = Object.values(steps).reduce((sum, { in: handed }) => sum + handed, 0)
  // Which components those steps are of, the report does not say.
  return {
    ...Object.fromEntries(counted),
    'attempts.': attempts,
    ...(state === 'succeeded' ? { succeeded: 1 } : { errors: 1 }),
  }
}
