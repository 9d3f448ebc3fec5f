import { DomainError } from '#core/errors.ts'
import { isDay, monthBefore, type Days } from '#core/usage/days.ts'
import { groupings, type Grouping } from '#core/usage/usage.ts'

const refuse = (message: string) => new DomainError('input-invalid', message)

/** How counts are grouped: by user unless something else is asked for. Refused with `input-invalid` for what is none. */
export function readGrouping(given: string | undefined): Grouping {
  const grouping = groupings.find((one) => one === (given ?? 'user'))
  if (grouping === undefined) throw refuse('Invalid groupby parameter')
  return grouping
}

/** Which days are meant: up to today, from a month before the last one. Refused with `input-invalid` for what are none. */
export function readDays({ start, end }: { start?: string; end?: string }, at: string): Days {
  if (start !== undefined && !isDay(start)) throw refuse('Invalid start parameter')
  if (end !== undefined && !isDay(end)) throw refuse('Invalid end parameter')
  const to = end ?? at.slice(0, 10)
  const from = start ?? monthBefore(to)
  if (from > to) throw refuse('Invalid start parameter: it is after the end')
  return { from, to }
}
