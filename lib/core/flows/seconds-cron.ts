/**
 * A cron expression of five fields, or six with seconds first, as Open Integration Hub takes it: values, lists, ranges and
 * steps, `?` for `*`, names of months and days, Sunday as 0 or 7. In UTC. It is due when day of month *or* day of week fits
 * where both are restricted. EventBridge Scheduler, which goes by the minute and knows no such *or*, is told
 * `minuteExpression`, which is due at least as often; `dueSeconds` says what is really due in a minute.
 */
interface SecondsCron {
  seconds: readonly number[]
  minutes: readonly number[]
  hours: readonly number[]
  days: readonly number[]
  months: readonly number[]
  /** From 0, Sunday. */
  weekdays: readonly number[]
}

interface Field {
  first: number
  last: number
  names?: readonly string[]
}

const fields = {
  seconds: { first: 0, last: 59 },
  minutes: { first: 0, last: 59 },
  hours: { first: 0, last: 23 },
  days: { first: 1, last: 31 },
  months: {
    first: 1,
    last: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  weekdays: { first: 0, last: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
} satisfies Record<keyof SecondsCron, Field>

/** Scheduler takes so many characters. */
const longestExpression = 256

/** Reads an expression; undefined for one that is none or would never be due. */
export function readSecondsCron(text: string): SecondsCron | undefined {
  const given = text.trim().split(/\s+/)
  if (given.length !== 5 && given.length !== 6) return undefined
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = ''] =
    given.length === 6 ? given : ['0', ...given]
  const seconds = valuesOf(second, fields.seconds)
  const minutes = valuesOf(minute, fields.minutes)
  const hours = valuesOf(hour, fields.hours)
  const days = valuesOf(day, fields.days)
  const months = valuesOf(month, fields.months)
  const anyWeekday = valuesOf(weekday, fields.weekdays)
  if (!seconds || !minutes || !hours || !days || !months || !anyWeekday) return undefined
  const weekdays = ordered(anyWeekday.map((one) => one % 7))
  const cron = { seconds, minutes, hours, days, months, weekdays }
  return isEverDue(cron) ? cron : undefined
}

// A bare `/n` means each nth value: the form stands in Open Integration Hub's own samples.
const itemPattern = /^(\*|\?|[a-z]{3}|\d{1,2}|(?=\/))(?:-([a-z]{3}|\d{1,2}))?(?:\/(\d{1,4}))?$/i

function valuesOf(field: string, range: Field): number[] | undefined {
  const found: number[] = []
  for (const item of field.split(',')) {
    const match = itemPattern.exec(item)
    if (!match) return undefined
    const [, start = '', end, step = '1'] = match
    const isAny = start === '*' || start === '?' || start === ''
    if (isAny && end !== undefined) return undefined
    const from = isAny ? range.first : valueOf(start, range)
    const to = end !== undefined ? valueOf(end, range) : isAny || item.includes('/') ? range.last : from
    const by = Number(step)
    if (from === undefined || to === undefined || from > to || by < 1) return undefined
    for (let value = from; value <= to; value += by) found.push(value)
  }
  return ordered(found)
}

function valueOf(text: string, { first, last, names }: Field): number | undefined {
  const named = names?.indexOf(text.toLowerCase()) ?? -1
  const value = named >= 0 ? named + first : /^\d+$/.test(text) ? Number(text) : NaN
  return value >= first && value <= last ? value : undefined
}

const ordered = (values: readonly number[]): number[] => [...new Set(values)].sort((one, other) => one - other)

const isAnyDay = ({ days }: SecondsCron): boolean => days.length === 31
const isAnyWeekday = ({ weekdays }: SecondsCron): boolean => weekdays.length === 7

/** Days in the longest such month. */
const longestMonth = (month: number): number => new Date(Date.UTC(2024, month, 0)).getUTCDate()

const isEverDue = (cron: SecondsCron): boolean =>
  !isAnyWeekday(cron) || cron.months.some((month) => (cron.days[0] ?? 32) <= longestMonth(month))

/** The expression as it is kept: six fields with single spaces; undefined for one that cannot be scheduled. */
export function normaliseSecondsCron(text: string): string | undefined {
  if (!readSecondsCron(text)) return undefined
  const given = text.trim().split(/\s+/)
  return (given.length === 6 ? given : ['0', ...given]).join(' ').replaceAll(/(^|[ ,])\//g, '$1*/')
}

/** What Scheduler is told: `cron(…)` that is due in each minute in which the expression is, and perhaps in others. */
export function minuteExpression(text: string): string {
  const cron = readSecondsCron(text)
  if (!cron) throw new Error(`${text} is no cron expression.`)
  const days = isAnyWeekday(cron) && !isAnyDay(cron) ? rangesOf(cron.days) : '*'
  // Scheduler counts weekdays from 1, Sunday, and wants `?` in one of the two fields.
  const weekdays = isAnyDay(cron) && !isAnyWeekday(cron) ? rangesOf(cron.weekdays.map((one) => one + 1)) : undefined
  const spell = (minutes: string) =>
    `cron(${minutes} ${fieldOf(cron.hours, 24)} ${weekdays === undefined ? days : '?'} ${fieldOf(cron.months, 12)} ${weekdays ?? '?'} *)`
  const exact = spell(fieldOf(cron.minutes, 60))
  return exact.length <= longestExpression ? exact : spell('*')
}

const fieldOf = (values: readonly number[], all: number): string => (values.length === all ? '*' : rangesOf(values))

/** `1-3,7` for 1, 2, 3, 7. */
function rangesOf(values: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const value of values) {
    const last = ranges.at(-1)
    if (last?.[1] === value - 1) last[1] = value
    else ranges.push([value, value])
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',')
}

/** The times at which the expression is due within the minute that begins at `at`, oldest first. */
export function dueSeconds(text: string, at: string): string[] {
  const cron = readSecondsCron(text)
  const minute = new Date(Math.floor(Date.parse(at) / 60_000) * 60_000)
  const isInMinute =
    cron?.months.includes(minute.getUTCMonth() + 1) &&
    cron.hours.includes(minute.getUTCHours()) &&
    cron.minutes.includes(minute.getUTCMinutes()) &&
    isOnDay(cron, minute)
  if (!cron || !isInMinute) return []
  return cron.seconds.map((second) => new Date(minute.getTime() + second * 1000).toISOString())
}

/** Whether the day that a time is in is one of the expression's. */
export function isOnDay(cron: SecondsCron, minute: Date): boolean {
  const fitsDay = cron.days.includes(minute.getUTCDate())
  const fitsWeekday = cron.weekdays.includes(minute.getUTCDay())
  return isAnyDay(cron) || isAnyWeekday(cron) ? fitsDay && fitsWeekday : fitsDay || fitsWeekday
}
