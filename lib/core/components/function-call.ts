import { StepError } from '../runs/step-error.ts'

/** What the operator puts on a Lambda function that flows may invoke. */
export const allowedTag = { 'sluice:component': 'allowed' } as const

/** The largest event, and the largest answer, of a function that is invoked and waited for. */
export const largestFunctionPayload = 6 * 1024 * 1024

/** What a function answered, or in its own words why it failed. */
export type FunctionAnswer = { answer: unknown } | { failure: string }

/** What a function answered. Throws a `StepError` when it failed: only it knows whether it may be invoked again. */
export function answerOf(functionName: string, outcome: FunctionAnswer): unknown {
  if ('failure' in outcome) throw new StepError(`The function ${functionName} failed: ${outcome.failure.slice(0, 200)}`)
  return outcome.answer
}

/** An event for a function. Throws a `StepError` for one that is too large. */
export function functionEvent(event: unknown): string {
  const text = JSON.stringify(event)
  if (Buffer.byteLength(text) > largestFunctionPayload)
    throw new StepError(`The event for the function would be larger than ${largestFunctionPayload} bytes.`)
  return text
}
