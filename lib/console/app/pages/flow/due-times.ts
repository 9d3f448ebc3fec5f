import { Cron } from 'croner'

interface Trigger {
  kind: string
  expression?: unknown
  secondsCron?: unknown
  startAt?: unknown
  endAt?: unknown
}

/** How often a flow is due, as people say it. */
export function timetableOf({ kind, expression, secondsCron }: Trigger): string {
  if (kind !== 'schedule') return kind
  const [, every = '', unit = ''] = /^rate\(\s*(\d+)\s*([a-z]+?)s?\s*\)$/.exec(textOf(expression)) ?? []
  if (every) return every === '1' ? `every ${unit}` : `every ${every} ${unit}s`
  return textOf(secondsCron) || textOf(expression)
}

/** The next times at which a cron expression is due, at most so many. What a rate counts from, the API does not tell. */
export function nextDueTimes({ expression, secondsCron, startAt, endAt }: Trigger, count: number): Date[] {
  const pattern = textOf(secondsCron) || patternOf(textOf(expression))
  if (!pattern) return []
  try {
    const cron = new Cron(pattern, {
      paused: true,
      timezone: 'UTC',
      startAt: textOf(startAt) || undefined,
      stopAt: textOf(endAt) || undefined,
    })
    return cron.nextRuns(count)
  } catch {
    // What croner does not read is shown as it was written.
    return []
  }
}

/** `cron(minutes hours day-of-month month day-of-week year)` as croner reads it: seconds first, Sunday as 0. */
function patternOf(expression: string): string | undefined {
  const fields = /^cron\(\s*(.+?)\s*\)$/.exec(expression)?.[1]?.split(/\s+/)
  if (fields?.length !== 6) return undefined
  const [minute, hour, day, month, weekday = '*', year] = fields
  const shifted = weekday.replaceAll(/(?<![#\d])[1-7]/g, (digit) => String(Number(digit) - 1))
  return ['0', minute, hour, day, month, shifted, year].join(' ').replaceAll('?', '*')
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
