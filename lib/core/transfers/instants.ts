const day = 86_400_000

const isoDate = /^(\d{4})-(\d{2})(?:-(\d{2}))?(?:T(.+))?$/
const isoTime = /^(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/
const epochMilliseconds = /^-?\d{1,16}(?:\.\d+)?$/

/**
 * Epoch milliseconds of a text: an ISO 8601 date, time of day or both, UTC unless it says otherwise, or a number of
 * milliseconds. Date.parse knows more forms, and takes some of them as local time. Undefined when it is no time.
 */
export function millisecondsOf(text: string): number | undefined {
  if (epochMilliseconds.test(text)) return Number(text)
  const parts = isoDate.exec(text)
  if (!parts) return timeOfDay(text)
  const [, year = '', month = '', dayOfMonth = '01', time] = parts
  const date = new Date(`${year}-${month}-${dayOfMonth}T00:00:00Z`)
  // V8 takes 30 February as 2 March.
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(dayOfMonth)) return undefined
  if (time === undefined) return date.getTime()
  const inDay = timeOfDay(time)
  return inDay === undefined ? undefined : date.getTime() + inDay
}

function timeOfDay(text: string): number | undefined {
  const parts = isoTime.exec(text)
  if (!parts) return undefined
  const [, hours = '', minutes = '', seconds = '0', fraction = '0', zone = 'Z'] = parts
  const whole = Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000
  const isValid = Number(minutes) < 60 && Number(seconds) < 60 && whole < day
  return isValid ? whole + Number(`0.${fraction}`) * 1000 - offsetOf(zone) : undefined
}

const offsetOf = (zone: string): number => {
  if (zone === 'Z') return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000
}
