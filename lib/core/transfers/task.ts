export const taskTypes = [
  'Arithmetic',
  'Filter',
  'Map',
  'Map_all',
  'Mask',
  'Merge',
  'Passthrough',
  'Truncate',
  'Validate',
  'Partition',
] as const

/** One task of a flow, as AppFlow writes it. */
export interface Task {
  taskType: string
  sourceFields: string[]
  connectorOperator?: Record<string, string>
  destinationField?: string
  taskProperties?: Record<string, string>
}

/** What a task is to do; without an operator it is `NO_OP`. */
export const operatorOf = ({ connectorOperator }: Task): string => connectorOperator?.S3 ?? 'NO_OP'

export const isProjection = (task: Task): boolean => task.taskType === 'Filter' && operatorOf(task) === 'PROJECTION'

/** Merge and Arithmetic make a field that the source does not have. */
export const makesField = ({ taskType }: Task): boolean => taskType === 'Merge' || taskType === 'Arithmetic'

/** The operators that compare, with the operands each needs: one of a list, or all of several. */
export const comparisons = [
  'EQUAL_TO',
  'NOT_EQUAL_TO',
  'LESS_THAN',
  'LESS_THAN_OR_EQUAL_TO',
  'GREATER_THAN',
  'GREATER_THAN_OR_EQUAL_TO',
  'BETWEEN',
] as const
export type Comparison = (typeof comparisons)[number]

export const validations = [
  'VALIDATE_NON_NULL',
  'VALIDATE_NON_ZERO',
  'VALIDATE_NON_NEGATIVE',
  'VALIDATE_NUMERIC',
] as const
export type Validation = (typeof validations)[number]

/** What a validation does with a bad record, under the two names AppFlow's tools use for each. */
export const validationActions: Readonly<Record<string, 'drop-record' | 'end-run'>> = {
  DropRecord: 'drop-record',
  Ignore_Record: 'drop-record',
  DropDataset: 'end-run',
  Terminate_Flow: 'end-run',
}

/** A list in a task property: a JSON array of strings, or comma-separated. Undefined when it cannot be read. */
export function listOf(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  if (!text.trimStart().startsWith('[')) {
    const entries = text.split(',').map((entry) => entry.trim())
    return entries.filter((entry) => entry !== '')
  }
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) && list.every((entry) => typeof entry === 'string') ? list : undefined
  } catch {
    return undefined
  }
}

/** A length in a task property: a whole number from 1. */
export const lengthOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^0*[1-9]\d{0,8}$/.test(text.trim()) ? Number(text) : undefined
