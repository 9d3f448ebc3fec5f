import type { Problem } from '../errors.ts'
import { checkTaskProperties } from './check-task-properties.ts'
import { calculations } from './make-field.ts'
import { comparisons, isProjection, listOf, makesField, operatorOf, taskTypes, validations, type Task } from './task.ts'

const masks = ['MASK_ALL', 'MASK_FIRST_N', 'MASK_LAST_N']

/** The operators of the task types that need one; the others have none but `NO_OP`. */
const operatorsOf: Readonly<Record<string, readonly string[]>> = {
  Filter: ['PROJECTION', ...comparisons],
  Mask: masks,
  Validate: validations,
  Arithmetic: Object.keys(calculations),
}

const mostFilters = 10
const mostPartitionKeys = 10

/** What is wrong with the tasks of a flow whose source is S3; paths begin with the task's index (docs/dialects/appflow.md 4). */
export function checkTasks(tasks: readonly Task[]): Problem[] {
  const problems = tasks.flatMap((task, index) =>
    checkTask(task).map((problem) => ({ ...problem, path: [index, ...problem.path] })),
  )
  return [...problems, ...checkTogether(tasks)]
}

const checkTask = (task: Task): Problem[] =>
  taskTypes.some((type) => type === task.taskType)
    ? [...checkOperator(task), ...checkFields(task), ...checkTaskProperties(task)]
    : [problem(['taskType'], `There are no tasks of the type ${task.taskType}.`)]

const problem = (path: Problem['path'], message: string): Problem => ({ path, kind: 'other', message })

function checkOperator(task: Task): Problem[] {
  const { taskType, connectorOperator } = task
  if (connectorOperator && connectorOperator.S3 === undefined) {
    return [problem(['connectorOperator'], 'The operator of a task must be under the key S3, as the source is S3.')]
  }
  const operators = operatorsOf[taskType] ?? ['NO_OP']
  if (operators.includes(operatorOf(task))) return []
  const needs = operators.length === 1 ? 'no operator but NO_OP' : `one of the operators ${operators.join(', ')}`
  return [problem(['connectorOperator', 'S3'], `${taskType} tasks take ${needs}.`)]
}

const takesOne = new Set(['Map', 'Mask', 'Truncate', 'Validate', 'Filter'])

function checkFields(task: Task): Problem[] {
  const { taskType, sourceFields, destinationField } = task
  const wrong = (message: string): Problem[] => [problem(['sourceFields'], message)]
  if (isProjection(task)) return sourceFields.length > 0 ? [] : wrong('A projection names at least one source field.')
  if (takesOne.has(taskType)) {
    return sourceFields.length === 1 ? [] : wrong(`${taskType} tasks have exactly one source field.`)
  }
  if (!makesField(task)) return []
  return [
    ...(sourceFields.length >= 2 ? [] : wrong(`${taskType} tasks have at least two source fields.`)),
    ...(destinationField ? [] : [problem(['destinationField'], `${taskType} tasks name their destinationField.`)]),
  ]
}

/** What several tasks may not be together. */
function checkTogether(tasks: readonly Task[]): Problem[] {
  const filters = tasks.filter((task) => task.taskType === 'Filter' && !isProjection(task))
  const partitions = tasks.filter(({ taskType }) => taskType === 'Partition')
  const keys = partitions.map((task) => listOf(task.taskProperties?.ORDERED_PARTITION_KEYS_LIST) ?? task.sourceFields)
  const writes = ['Map', 'Map_all', 'Passthrough', 'Merge', 'Arithmetic']
  return [
    ...(tasks.some((task) => writes.includes(task.taskType) || isProjection(task))
      ? []
      : [
          problem(
            [],
            'At least one task must write something: Map, Map_all, Passthrough, Merge, Arithmetic or a Filter whose operator is PROJECTION.',
          ),
        ]),
    ...(filters.length > mostFilters ? [problem([], `A flow has at most ${mostFilters} comparing Filter tasks.`)] : []),
    ...(partitions.length > 1 ? [problem([], 'A flow has at most one Partition task.')] : []),
    ...(keys.some(({ length }) => length > mostPartitionKeys)
      ? [problem([], `A flow is partitioned by at most ${mostPartitionKeys} fields.`)]
      : []),
  ]
}
