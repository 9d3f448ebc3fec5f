import { normaliseCron } from './cron.ts'

/**
 * What sets a flow off. A schedule's `expression` is ours, normalised: `rate(5 minutes)` with units minutes, hours,
 * days, weeks and months, or a six-field `cron(…)` in UTC as EventBridge writes it. `offsetSeconds` is how long before
 * its due time a run's window of records ends; it moves no due time.
 */
export type Trigger =
  { kind: 'on-demand' } | { kind: 'event' } | { kind: 'webhook' } | ({ kind: 'schedule' } & Schedule)

export interface Schedule {
  expression: string
  /**
   * The expression with seconds whose due times these are (seconds-cron.ts), where `expression` cannot say it: that one is
   * then due at least as often, by the minute.
   */
  secondsCron?: string
  startAt?: string
  endAt?: string
  offsetSeconds?: number
  /** Runs take what has changed in this source since the last successful one, the first from `firstFrom` on. */
  pull?: { source: string; firstFrom?: string }
  /** After so many runs in a row that failed the flow is deactivated. */
  errorsAllowed?: number
}

export type ScheduleTrigger = Extract<Trigger, { kind: 'schedule' }>

const ratePattern = /^rate\(\s*(\d{1,9})\s*(minute|hour|day|week|month)s?\s*\)$/

const minute = 60_000
const unitMilliseconds = { minute, hour: 60 * minute, day: 1440 * minute, week: 7 * 1440 * minute }

export type Period = { every: number; unit: keyof typeof unitMilliseconds | 'month' }

/** A century: dates many periods later must still be dates. */
const longest = 36_525 * unitMilliseconds.day

/** The period of a normalised or raw `rate(…)`; undefined when it is none, or its length not from a minute to a century. */
export function readRate(expression: string): Period | undefined {
  const match = ratePattern.exec(expression)
  const period = { every: Number(match?.[1]), unit: match?.[2] as Period['unit'] }
  if (!match || period.every < 1) return undefined
  return (periodMilliseconds(period) ?? period.every * 31 * unitMilliseconds.day) <= longest ? period : undefined
}

/**
 * Normalises a schedule expression as AppFlow writes it (docs/dialects/appflow.md 4): `rate(5minutes)`, an optional
 * space, the singular allowed, or `cron(` and six fields. Undefined for anything else, including a cron that Scheduler
 * would not take or that is never due: a schedule nobody can arm is refused when it is given, not when it is due.
 */
export function normaliseExpression(text: string): string | undefined {
  const rate = readRate(text.trim())
  return rate ? `rate(${rate.every} ${rate.unit}${rate.every === 1 ? '' : 's'})` : normaliseCron(text.trim())
}

/** Milliseconds of a period of fixed length; months have none. */
export const periodMilliseconds = (period: Period): number | undefined =>
  period.unit === 'month' ? undefined : period.every * unitMilliseconds[period.unit]
