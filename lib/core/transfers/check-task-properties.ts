import type { Problem } from '../errors.ts'
import { isOfKind, kindOf } from './data-types.ts'
import { placeholder } from './make-field.ts'
import { isProjection, lengthOf, listOf, operatorOf, validationActions, type Task } from './task.ts'
import { charactersOf } from './value.ts'

const mostValues = 10

const problem = (name: string, message: string): Problem => ({ path: ['taskProperties', name], kind: 'other', message })

/** What is wrong with the properties of one task; the path begins with `taskProperties`. */
export function checkTaskProperties(task: Task): Problem[] {
  return [...checkLists(task), ...(checks[task.taskType]?.(task, task.taskProperties ?? {}) ?? [])]
}

type Check = (task: Task, properties: Partial<Record<string, string>>) => Problem[]

const lists = ['VALUES', 'EXCLUDE_SOURCE_FIELDS_LIST', 'ORDERED_PARTITION_KEYS_LIST', 'MATH_OPERATION_FIELDS_ORDER']

const checkLists = ({ taskProperties = {} }: Task): Problem[] =>
  lists
    .filter((name) => taskProperties[name] !== undefined && !listOf(taskProperties[name]))
    .map((name) => problem(name, `${name} must be a JSON array of strings or a comma-separated list.`))

const checkComparison: Check = (task, properties) => {
  if (isProjection(task)) return []
  const operator = operatorOf(task)
  const values = listOf(properties.VALUES) ?? []
  const needed = operator === 'BETWEEN' ? ['LOWER_BOUND', 'UPPER_BOUND'] : ['VALUE']
  const takesValues = operator === 'EQUAL_TO' || operator === 'NOT_EQUAL_TO'
  if (takesValues && values.length > mostValues) {
    return [problem('VALUES', `Filter tasks compare with at most ${mostValues} VALUES.`)]
  }
  const missing = takesValues && values.length > 0 ? [] : needed.filter((name) => properties[name] === undefined)
  const kind = kindOf(properties.DATA_TYPE)
  const operands = needed.concat(takesValues ? 'VALUES' : [])
  const wrong = operands.filter((name) =>
    (name === 'VALUES' ? values : [properties[name]]).some((one) => one !== undefined && !isOfKind(one, kind)),
  )
  return [
    ...missing.map((name) =>
      problem(name, `Filter tasks with ${operator} need ${takesValues ? 'VALUE or VALUES' : name}.`),
    ),
    ...wrong.map((name) => problem(name, `${name} is not of the DATA_TYPE ${properties.DATA_TYPE}.`)),
  ]
}

const checkLength = (name: string, text: string | undefined, isNeeded: boolean): Problem[] =>
  (text === undefined && !isNeeded) || lengthOf(text) !== undefined
    ? []
    : [problem(name, `${name} must be a whole number of at least 1.`)]

const checkMask: Check = (task, { MASK_LENGTH: length, MASK_VALUE: sign = '*' }) => [
  ...checkLength('MASK_LENGTH', length, operatorOf(task) !== 'MASK_ALL'),
  ...(charactersOf(sign).length === 1 ? [] : [problem('MASK_VALUE', 'MASK_VALUE must be one character.')]),
]

const checkValidation: Check = (_, { VALIDATION_ACTION: action = '' }) =>
  Object.hasOwn(validationActions, action)
    ? []
    : [problem('VALIDATION_ACTION', 'Validate tasks need the VALIDATION_ACTION DropRecord or DropDataset.')]

const checkNames = (name: string, given: string[], { sourceFields }: Task): Problem[] =>
  given
    .filter((field) => !sourceFields.includes(field))
    .map((field) => problem(name, `${name} names ${field}, which is not among the sourceFields.`))

const checks: Readonly<Record<string, Check>> = {
  Filter: checkComparison,
  Mask: checkMask,
  Truncate: (_, { TRUNCATE_LENGTH: length }) => checkLength('TRUNCATE_LENGTH', length, true),
  Validate: checkValidation,
  Merge: (task, { CONCAT_FORMAT: format = '' }) =>
    checkNames(
      'CONCAT_FORMAT',
      Array.from(format.matchAll(placeholder), ([, field = '']) => field),
      task,
    ),
  Arithmetic: (task, { MATH_OPERATION_FIELDS_ORDER: order }) =>
    checkNames('MATH_OPERATION_FIELDS_ORDER', listOf(order) ?? [], task),
}
