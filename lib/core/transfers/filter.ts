import { kindOf, orders, timeOf } from './data-types.ts'
import { listOf, operatorOf, type Comparison, type Task } from './task.ts'
import type { Fields, Value } from './value.ts'

export type Test = (value: Value) => boolean

/** Whether a value passes a comparing Filter. Null, and text that is not of the type, passes `NOT_EQUAL_TO` only. */
export function comparisonOf(task: Task): Test {
  const { VALUE: one, DATA_TYPE: type, LOWER_BOUND: lower = '', UPPER_BOUND: upper = '' } = task.taskProperties ?? {}
  const many = listOf(task.taskProperties?.VALUES) ?? []
  const operands = one === undefined ? many : [one, ...many]
  const order = orders[kindOf(type)]
  const isAny: Test = (value) => operands.some((operand) => order(value, operand) === 0)
  const against =
    (operand: string, holds: (difference: number) => boolean): Test =>
    (value) => {
      const difference = order(value, operand)
      return difference !== undefined && holds(difference)
    }
  const [first = ''] = operands
  const isAbove = against(lower, (difference) => difference > 0)
  const isBelow = against(upper, (difference) => difference < 0)
  const tests: Record<Comparison, Test> = {
    EQUAL_TO: isAny,
    NOT_EQUAL_TO: (value) => !isAny(value),
    LESS_THAN: against(first, (difference) => difference < 0),
    LESS_THAN_OR_EQUAL_TO: against(first, (difference) => difference <= 0),
    GREATER_THAN: against(first, (difference) => difference > 0),
    GREATER_THAN_OR_EQUAL_TO: against(first, (difference) => difference >= 0),
    // Both bounds are exclusive, for all types.
    BETWEEN: (value) => isAbove(value) && isBelow(value),
  }
  return tests[operatorOf(task) as Comparison]
}

/** The records of an incremental run, by a field of theirs: from the start on and before the end. */
export interface RecordWindow {
  field: string
  start: string
  end: string
}

/** Whether a record lies in a window; one whose field is no time does not. */
export function isInWindow({ field, start, end }: RecordWindow): (fields: Fields) => boolean {
  const [from, until] = [Date.parse(start), Date.parse(end)]
  return (fields) => {
    const time = timeOf(fields.get(field) ?? null)
    return time !== undefined && time >= from && time < until
  }
}
