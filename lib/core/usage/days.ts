import { monthsShown } from './usage.ts'

/** Days, both ends included: `YYYY-MM-DD`, UTC. */
export interface Days {
  from: string
  to: string
}

/** Whether the text is a day that there is. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = new Date(text).getTime()
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** The same day of the month before, or its last one where that is shorter. */
export function monthBefore(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(0)
  last.setUTCFullYear(year, month - 1, 0)
  last.setUTCDate(Math.min(date, last.getUTCDate()))
  return last.toISOString().slice(0, 10)
}

/** The months (`YYYY-MM`) that have days of these and whose counts are shown at `at`. */
export function monthsOf({ from, to }: Days, at: string): string[] {
  const now = monthNumber(at)
  const first = Math.max(monthNumber(from), now - monthsShown)
  const last = Math.min(monthNumber(to), now)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => monthText(first + index))
}

const monthNumber = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
const monthText = (number: number): string =>
  `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`
