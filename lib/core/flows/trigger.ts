import { Cron } from 'croner'

/**
 * What sets a flow off. A schedule's `expression` is ours, normalised: `rate(5 minutes)` with units minutes, hours,
 * days, weeks and months, or a six-field `cron(…)` in UTC as EventBridge writes it.
 */
export type Trigger =
  | { kind: 'on-demand' }
  | { kind: 'event' }
  | { kind: 'webhook' }
  | { kind: 'schedule'; expression: string; startAt?: string; endAt?: string; offsetSeconds?: number }

export type ScheduleTrigger = Extract<Trigger, { kind: 'schedule' }>

const ratePattern = /^rate\(\s*(\d{1,9})\s*(minute|hour|day|week|month)s?\s*\)$/
const cronPattern = /^cron\(\s*(\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s*\)$/

const minute = 60_000
const unitMilliseconds = { minute, hour: 60 * minute, day: 1440 * minute, week: 7 * 1440 * minute }

export type Period = { every: number; unit: keyof typeof unitMilliseconds | 'month' }

/** The period of a normalised or raw `rate(…)`; undefined when it is none or its count is not at least 1. */
export function readRate(expression: string): Period | undefined {
  const match = ratePattern.exec(expression)
  const every = Number(match?.[1])
  return match && every >= 1 ? { every, unit: match[2] as Period['unit'] } : undefined
}

/** How croner reads what `readCron` gives: seconds and years are there, and `0/15` means every 15th from 0, as AWS has it. */
export const cronOptions = { paused: true, mode: '7-part', sloppyRanges: true } as const

/**
 * AWS's six cron fields (minutes hours day-of-month month day-of-week year) as croner wants them (seconds first,
 * weekdays from 0). Undefined when they are not six, not both or neither `?` where AWS wants exactly one, or unreadable.
 */
export function readCron(expression: string): string | undefined {
  const fields = cronPattern.exec(expression)?.[1]?.split(/\s+/)
  if (!fields) return undefined
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  // EventBridge: one of the two day fields must be `?`, and it is allowed nowhere else.
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) return undefined
  if ([minutes, hours, month, year].some((field) => field.includes('?'))) return undefined
  // AWS counts weekdays 1 (Sunday) to 7; the digit after `#` is the week of the month and stays, so does a step.
  const weekday = dayOfWeek.replace(/(^|[,-])(\d+)/g, (_, before: string, day: string) => `${before}${Number(day) - 1}`)
  const pattern = `0 ${minutes} ${hours} ${dayOfMonth.replace('?', '*')} ${month} ${weekday.replace('?', '*')} ${year}`
  try {
    new Cron(pattern, cronOptions)
    return pattern
  } catch {
    return undefined
  }
}

/**
 * Normalises a schedule expression as AppFlow writes it (docs/dialects/appflow.md 4): `rate(5minutes)`, an optional
 * space, the singular allowed, or `cron(` and six fields. Undefined for anything else, including a cron no clock could
 * follow, because a schedule that cannot be armed must be refused when it is given, not when it is due.
 */
export function normaliseExpression(text: string): string | undefined {
  const rate = readRate(text.trim())
  if (rate) return `rate(${rate.every} ${rate.unit}${rate.every === 1 ? '' : 's'})`
  const cron = cronPattern.exec(text.trim())
  return cron && readCron(text.trim()) ? `cron(${cron[1]?.split(/\s+/).join(' ')})` : undefined
}

/** Milliseconds of a period of fixed length; months have none. */
export const periodMilliseconds = (period: Period): number | undefined =>
  period.unit === 'month' ? undefined : period.every * unitMilliseconds[period.unit]
