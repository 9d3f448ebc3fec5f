/**
 * A cron expression as EventBridge Scheduler documents it: `cron(minutes hours day-of-month month day-of-week year)`.
 * Read by a grammar of its own, because a schedule that AWS refuses later leaves a flow that looks active and never runs:
 * what is not documented is refused, although general cron parsers take it (docs/decisions/0023).
 */
export interface Cron {
  minutes: readonly number[]
  hours: readonly number[]
  days: CronDays
  months: readonly number[]
  years: readonly number[]
}

/** The days a cron expression means. Weekdays count from 0, Sunday. */
export type CronDays =
  | { kind: 'of-month'; days: readonly number[] }
  | { kind: 'last-of-month' }
  /** The weekday closest to a day, in the same month. */
  | { kind: 'weekday-near'; day: number }
  | { kind: 'of-week'; weekdays: readonly number[] }
  | { kind: 'last-of-week'; weekday: number }
  | { kind: 'nth-of-week'; weekday: number; nth: number }

interface Range {
  first: number
  last: number
  names?: readonly string[]
  /** Whether `/` is among the documented wildcards of the field. */
  steps: boolean
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const ranges = {
  minutes: { first: 0, last: 59, steps: true },
  hours: { first: 0, last: 23, steps: true },
  dayOfMonth: { first: 1, last: 31, steps: true },
  month: { first: 1, last: 12, names: months, steps: true },
  dayOfWeek: { first: 1, last: 7, names: weekdays, steps: false },
  year: { first: 1970, last: 2199, steps: true },
} satisfies Record<string, Range>

const fieldsOf = (expression: string): string[] | undefined =>
  /^cron\(\s*(\S+(?:\s+\S+){5})\s*\)$/.exec(expression)?.[1]?.toUpperCase().split(/\s+/)

/** Reads a cron expression; undefined when Scheduler would not take it, or when it would never be due. */
export function readCron(expression: string): Cron | undefined {
  const fields = fieldsOf(expression)
  if (!fields) return undefined
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields
  const cron = {
    minutes: values(minute, ranges.minutes),
    hours: values(hour, ranges.hours),
    days: readDays(dayOfMonth, dayOfWeek),
    months: values(month, ranges.month),
    years: values(year, ranges.year),
  }
  return isWhole(cron) && isEverDue(cron) ? cron : undefined
}

const isWhole = (cron: { [M in keyof Cron]: Cron[M] | undefined }): cron is Cron =>
  Object.values(cron).every((one) => one !== undefined)

/** The expression with single spaces and names in capitals, as every reader takes it; undefined for none that is read. */
export const normaliseCron = (expression: string): string | undefined =>
  readCron(expression) && `cron(${fieldsOf(expression)?.join(' ')})`

/** Exactly one of the two day fields is `?`. */
function readDays(dayOfMonth: string, dayOfWeek: string): CronDays | undefined {
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) return undefined
  if (dayOfWeek === '?') {
    if (dayOfMonth === 'L') return { kind: 'last-of-month' }
    const near = /^(\d+)W$/.exec(dayOfMonth)?.[1]
    const [day] = (near !== undefined && values(near, ranges.dayOfMonth)) || []
    if (day !== undefined) return { kind: 'weekday-near', day }
    const days = values(dayOfMonth, ranges.dayOfMonth)
    return days && { kind: 'of-month', days }
  }
  // The last day of the week is Saturday.
  if (dayOfWeek === 'L') return { kind: 'of-week', weekdays: [6] }
  const [, name, nth] = /^(\w+?)(?:L|#([1-5]))$/.exec(dayOfWeek) ?? []
  if (name !== undefined) {
    const [one] = /^\w+$/.test(name) ? (values(name, ranges.dayOfWeek) ?? []) : []
    if (one === undefined) return undefined
    return nth === undefined
      ? { kind: 'last-of-week', weekday: one - 1 }
      : { kind: 'nth-of-week', weekday: one - 1, nth: Number(nth) }
  }
  const listed = values(dayOfWeek, ranges.dayOfWeek)
  return listed && { kind: 'of-week', weekdays: listed.map((one) => one - 1) }
}

/** The values of a field in order: `*`, values, ranges and increments, listed with commas. Undefined when it is none. */
function values(field: string, range: Range): number[] | undefined {
  const found = new Set<number>()
  for (const item of field.split(',')) {
    const [, start = '', end, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(item) ?? []
    const from = start === '*' ? range.first : valueOf(start, range)
    const to = end !== undefined ? valueOf(end, range) : start === '*' || step !== undefined ? range.last : from
    const by = step === undefined ? 1 : Number(step)
    if (from === undefined || to === undefined || from > to || (start === '*' && end !== undefined)) return undefined
    if (step !== undefined && !(range.steps && by >= 1 && by <= range.last - range.first)) return undefined
    for (let value = from; value <= to; value += by) found.add(value)
  }
  return [...found].sort((one, other) => one - other)
}

function valueOf(text: string, { first, last, names }: Range): number | undefined {
  const named = names?.indexOf(text) ?? -1
  const value = named >= 0 ? named + first : /^\d{1,4}$/.test(text) ? Number(text) : NaN
  return value >= first && value <= last ? value : undefined
}

/** Whether any month of its years has a day it means: 31 February has not, nor has 29 February without a leap year. */
const isEverDue = ({ days, months: inMonths, years }: Cron): boolean =>
  years.some((year) => inMonths.some((month) => hasDay(days, year, month)))

function hasDay(days: CronDays, year: number, month: number): boolean {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
  if (days.kind === 'of-month') return days.days.some((day) => day <= length)
  if (days.kind === 'weekday-near') return days.day <= length
  if (days.kind !== 'nth-of-week') return true
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay()
  return 1 + ((days.weekday - first + 7) % 7) + (days.nth - 1) * 7 <= length
}
