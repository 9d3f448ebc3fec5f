import { roundedText } from './decimals.ts'
import { listOf, operatorOf, type Task } from './task.ts'
import { number, numberTextOf, textOf, type Value } from './value.ts'

/** The value of a field, made or of the source; null when there is none. */
export type Lookup = (field: string) => Value

/** What a Merge or Arithmetic task makes its field of. */
export const makerOf = (task: Task): ((lookup: Lookup) => Value) =>
  task.taskType === 'Merge' ? merge(task) : arithmetic(task)

export const placeholder = /\$\{([^}]*)\}/g

const merge = ({ sourceFields, taskProperties }: Task) => {
  const format = taskProperties?.CONCAT_FORMAT ?? ''
  const textIn = (lookup: Lookup, field: string): string => {
    const value = lookup(field)
    return value === null ? '' : textOf(value)
  }
  return format.search(placeholder) >= 0
    ? (lookup: Lookup) => format.replaceAll(placeholder, (_, field: string) => textIn(lookup, field))
    : (lookup: Lookup) => sourceFields.map((field) => textIn(lookup, field)).join(format)
}

export const calculations: Readonly<Record<string, (one: number, other: number) => number>> = {
  ADDITION: (one, other) => one + other,
  SUBTRACTION: (one, other) => one - other,
  MULTIPLICATION: (one, other) => one * other,
  DIVISION: (one, other) => one / other,
}

/** Null when an operand is no number, or the result none: 1 / 0, or more than a double holds. */
const arithmetic = (task: Task) => {
  const order = listOf(task.taskProperties?.MATH_OPERATION_FIELDS_ORDER) ?? []
  const operands = order.length > 0 ? order : task.sourceFields
  const calculate = calculations[operatorOf(task)]
  return (lookup: Lookup): Value => {
    const numbers = operands.map((field) => numberTextOf(lookup(field)))
    if (!calculate || numbers.includes(undefined)) return null
    const text = roundedText(numbers.map(Number).reduce(calculate))
    return text === undefined ? null : number(text)
  }
}
