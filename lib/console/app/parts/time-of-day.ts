/** The time of day in UTC, as logs have it: `05:16 UTC`; with the day where it is another than today's. */
export function timeOfDay(at: string, now = Date.now()): string {
  const [day, time = ''] = new Date(at).toISOString().split('T')
  const isToday = day === new Date(now).toISOString().slice(0, 10)
  return `${isToday ? '' : `${day} `}${time.slice(0, 5)} UTC`
}
