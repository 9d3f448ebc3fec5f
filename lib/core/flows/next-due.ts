import { isOnDay, readSecondsCron } from './seconds-cron.ts'

/** A leap day comes again after eight years at most, whichever weekday it is. */
const daysLooked = 366 * 8 + 1
const day = 86_400_000

/** The first time after `at` at which an expression with seconds is due; undefined where it is none. */
export function nextDue(text: string, at: string): string | undefined {
  const cron = readSecondsCron(text)
  const after = Date.parse(at)
  const today = Math.floor(after / day) * day
  for (let ahead = 0; cron && ahead < daysLooked; ahead++) {
    const midnight = today + ahead * day
    const date = new Date(midnight)
    if (!cron.months.includes(date.getUTCMonth() + 1) || !isOnDay(cron, date)) continue
    for (const hour of cron.hours) {
      // An hour that is over is not looked through second by second.
      if (midnight + (hour + 1) * 3_600_000 <= after) continue
      for (const minute of cron.minutes)
        for (const second of cron.seconds) {
          const due = midnight + ((hour * 60 + minute) * 60 + second) * 1000
          if (due > after) return new Date(due).toISOString()
        }
    }
  }
  return undefined
}
