import { StepError } from '../runs/step-error.ts'

/** What events that flows publish have as their source; `sluice` is ours. */
export const stepEventSource = 'sluice.flow'

/** The largest entry of PutEvents: source, detail type and detail together. */
export const largestEvent = 256 * 1024

export interface StepEvent {
  detailType: string
  /** JSON. */
  detail: string
}

/** The event of a step. Throws a `StepError` for one that is too large. */
export function stepEvent(detailType: string, content: Record<string, unknown>): StepEvent {
  const detail = JSON.stringify(content)
  const size = [stepEventSource, detailType, detail].reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  if (size > largestEvent) throw new StepError(`The event would have ${size} bytes; ${largestEvent} are the most.`)
  return { detailType, detail }
}
