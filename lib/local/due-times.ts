import { Cron } from 'croner'
import { cronOptions, periodMilliseconds, readCron, readRate } from '#core/flows/trigger.ts'

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

/** What is wrong with an expression or zone; undefined when nothing is. Rates in weeks or months are AppFlow's alone. */
export function complain({ expression, timeZone }: Pick<Timetable, 'expression' | 'timeZone'>): string | undefined {
  const rate = readRate(expression)
  const isRate = rate && rate.unit !== 'week' && rate.unit !== 'month' && expression === spell(rate)
  if (!isRate && !readCron(expression) && !atPattern.test(expression))
    return `Invalid Schedule Expression ${expression}.`
  try {
    new Intl.DateTimeFormat('en', { timeZone: timeZone ?? 'UTC' })
    return undefined
  } catch {
    return `Invalid time zone ${timeZone}.`
  }
}

/** AWS wants one space, and the singular exactly for one. */
const spell = ({ every, unit }: { every: number; unit: string }) => `rate(${every} ${unit}${every === 1 ? '' : 's'})`

/** The first time after `after` at which a timetable is due; undefined when there is none any more. */
export function nextDue(timetable: Timetable, after: number): number | undefined {
  const { startAt = -Infinity, endAt = Infinity } = timetable
  const next = candidate(timetable, Math.max(after, startAt - 1))
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
  const pattern = at ?? readCron(expression)
  if (!pattern) return undefined
  const cron = new Cron(pattern, at ? { paused: true, timezone: timeZone } : { ...cronOptions, timezone: timeZone })
  return cron.nextRun(new Date(after))?.getTime()
}
