import { StepError } from '../runs/step-error.ts'
import { fillText, type TemplateValues } from './template.ts'

/** The longest that a run lasts. */
export const longestDelaySeconds = 14 * 24 * 60 * 60

/** One of them. */
export interface DelaySettings {
  seconds?: number
  until?: string
}

/**
 * When a message has waited long enough (ISO 8601), counted from when it was made, so that it is the same at every attempt.
 * Throws a `StepError` for a time that is none or is too far away.
 */
export function endOfDelay({ seconds = 0, until }: DelaySettings, createdAt: string, values: TemplateValues): string {
  const made = Date.parse(createdAt)
  const end = until === undefined ? made + seconds * 1000 : timeOf(fillText(until, values))
  if (end - made > longestDelaySeconds * 1000)
    throw new StepError('The message would wait for more than 14 days, which is longer than a run may last.')
  return new Date(end).toISOString()
}

function timeOf(text: string): number {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
  const time = isTime ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time))
    throw new StepError(`${text.slice(0, 100)} is no time such as 2026-03-02T09:30:00Z, with its zone.`)
  return time
}
