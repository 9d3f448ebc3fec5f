import { absoluteTime } from '../../parts/time-text.ts'

const isoTime = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/

/** A value of a member as people read it: times as times, whether the API has them as text or in epoch seconds. */
export function valueText(name: string, value: unknown): string {
  if (value === undefined || value === null) return 'none'
  if (typeof value === 'number' && /At$/.test(name)) return absoluteTime(value * 1000)
  if (typeof value !== 'string') return JSON.stringify(value)
  return isoTime.test(value) ? absoluteTime(value) : value
}
