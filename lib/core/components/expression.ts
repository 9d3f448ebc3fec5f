import { StepError } from '../runs/step-error.ts'

/** How long an expression may take, and the longest that one may be. */
export const expressionSeconds = 1
export const longestExpression = 100_000

/** The most JSON that one message of a built-in component may be. */
export const largestPayload = 10 * 1024 * 1024

/** What an expression came to: JSON, undefined where it came to nothing; or in words why it came to none. */
export type Outcome = { json?: string } | { refusal: string }

/** What a process that evaluated an expression came to, if it did not answer. */
export const refusals = {
  late: `It took longer than ${expressionSeconds} s`,
  ended: 'It took more memory than an expression may',
} as const

/** The value of an expression. Throws a `StepError` that says what was wrong: the same message would end the same way. */
export function valueOf(outcome: Outcome): unknown {
  if ('refusal' in outcome) {
    const reason = outcome.refusal.slice(0, 200).replace(/\.+$/, '')
    throw new StepError(`The expression has no result. ${reason}.`)
  }
  return outcome.json === undefined ? undefined : (JSON.parse(outcome.json) as unknown)
}

/** JSONata takes as true what JavaScript might not: `$boolean` says what a condition comes to. */
export const conditionOf = (expression: string): string => `$boolean((${expression}\n))`
