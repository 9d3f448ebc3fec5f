import { isNegative, isZero } from './decimals.ts'
import { operatorOf, type Task, type Validation } from './task.ts'
import { numberTextOf, type Value } from './value.ts'

/** What a validation says of a bad value; undefined for a good one. */
export type Verdict = (value: Value) => string | undefined

const verdicts: Readonly<Record<Validation, Verdict>> = {
  VALIDATE_NON_NULL: (value) => (value === null ? 'is null' : undefined),
  VALIDATE_NON_ZERO: (value) => (isNumber(value, isZero) ? 'is zero' : undefined),
  VALIDATE_NON_NEGATIVE: (value) => (isNumber(value, isNegative) ? 'is negative' : undefined),
  VALIDATE_NUMERIC: (value) => (value === null || isNumber(value, () => true) ? undefined : 'is not a number'),
}

const isNumber = (value: Value, holds: (text: string) => boolean): boolean => {
  const text = numberTextOf(value)
  return text !== undefined && holds(text)
}

/** The rule of a Validate task. */
export const verdictOf = (task: Task): Verdict => verdicts[operatorOf(task) as Validation]
