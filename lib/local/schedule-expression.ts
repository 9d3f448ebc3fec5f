import { Cron } from 'croner'
import { readCron, type Cron as CronFields, type CronDays } from '#core/flows/cron.ts'
import { periodMilliseconds, readRate } from '#core/flows/trigger.ts'

/** When something is due: a rate, cron or at expression as EventBridge writes it, with a zone and a window. */
export interface Timetable {
  expression: string
  /** IANA name; cron and at expressions are read in it. UTC when absent. */
  timeZone?: string
  /** Epoch milliseconds. A rate begins at its start, else one period after it was made. */
  startAt?: number
  endAt?: number
  madeAt: number
}

const atPattern = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/

/** Expressions are no longer in the API. */
const longestExpression = 256

/**
 * What is wrong with an expression or zone; undefined when it can be armed. Rates in weeks or months are AppFlow's alone.
 */
export function expressionProblem({
  expression,
  timeZone = 'UTC',
}: Pick<Timetable, 'expression' | 'timeZone'>): string | undefined {
  if (!isExpression(expression)) return `Invalid Schedule Expression ${expression}.`
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return undefined
  } catch {
    return `Invalid time zone ${timeZone}.`
  }
}

function isExpression(expression: string): boolean {
  if (expression.length > longestExpression) return false
  const rate = readRate(expression)
  if (rate) return rate.unit !== 'week' && rate.unit !== 'month' && expression === spell(rate)
  const at = atPattern.exec(expression)?.[1]
  // The 30th of February has the form of a date.
  return at === undefined ? readCron(expression) !== undefined : isTime(at)
}

function isTime(text: string): boolean {
  const time = new Date(`${text}Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text)
}

/** AWS wants one space, and the singular exactly for one. */
const spell = ({ every, unit }: { every: number; unit: string }) => `rate(${every} ${unit}${every === 1 ? '' : 's'})`

/** The first time after `after` at which a timetable is due; undefined when there is none any more. Throws for no times. */
export function nextDue(timetable: Timetable, after: number): number | undefined {
  const { startAt = -Infinity, endAt = Infinity } = timetable
  const next = candidate(timetable, Math.max(after, startAt - 1))
  if (next !== undefined && Number.isNaN(new Date(next).getTime())) throw new RangeError('Its times are no times.')
  return next !== undefined && next <= endAt ? next : undefined
}

function candidate({ expression, timeZone = 'UTC', startAt, madeAt }: Timetable, after: number): number | undefined {
  const rate = readRate(expression)
  const period = rate && periodMilliseconds(rate)
  if (period) {
    const first = startAt ?? madeAt + period
    return first > after ? first : first + (Math.floor((after - first) / period) + 1) * period
  }
  const at = atPattern.exec(expression)?.[1]
  const fields = readCron(expression)
  const pattern = at ?? (fields && patternOf(fields))
  if (!pattern) return undefined
  const cron = new Cron(pattern, { paused: true, mode: at ? 'auto' : '7-part', timezone: timeZone })
  // Croner begins at the first year of a date; before 1970 nothing of ours is due.
  return cron.nextRun(new Date(Math.max(after, 0)))?.getTime()
}

/** A cron expression as croner writes it: seconds first, all fields in numbers, weekdays from 0. */
function patternOf({ minutes, hours, days, months, years }: CronFields): string {
  const [dayOfMonth, dayOfWeek] = dayFields(days)
  return `0 ${minutes.join()} ${hours.join()} ${dayOfMonth} ${months.join()} ${dayOfWeek} ${years.join()}`
}

function dayFields(days: CronDays): [string, string] {
  switch (days.kind) {
    case 'of-month':
      return [days.days.join(), '*']
    case 'last-of-month':
      return ['L', '*']
    case 'weekday-near':
      return [`${days.day}W`, '*']
    case 'of-week':
      return ['*', days.weekdays.join()]
    case 'last-of-week':
      return ['*', `${days.weekday}L`]
    case 'nth-of-week':
      return ['*', `${days.weekday}#${days.nth}`]
  }
}
