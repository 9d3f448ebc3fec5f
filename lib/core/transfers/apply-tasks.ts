import { comparisonOf, isInWindow, type RecordWindow } from './filter.ts'
import { makerOf, type Lookup } from './make-field.ts'
import { maskOf } from './mask.ts'
import { outputOf } from './output-record.ts'
import { isProjection, makesField, validationActions, type Task } from './task.ts'
import { TransferError, type Place } from './transfer-error.ts'
import { verdictOf } from './validate.ts'
import { fieldOf, type Fields, type SourceRecord, type Value } from './value.ts'

/** What the tasks of a flow make of one record: `filtered` by a Filter or Validate, or `outside` the run's window. */
export type ApplyTasks = (
  record: SourceRecord,
  object: Pick<Place, 'bucket' | 'key'>,
) => Fields | 'filtered' | 'outside'

/** A record on its way through the tasks. */
interface Draft {
  source: Fields
  made: Fields
  at: Place
}

/**
 * The tasks of a flow in the order in which they count, which is not that of the list (docs/dialects/appflow.md 7):
 * filters and validations see what the source says, and a masked field is masked in everything made from it.
 */
export function prepareTasks(tasks: readonly Task[], window?: RecordWindow): ApplyTasks {
  const made = new Set(tasks.filter(makesField).map(({ destinationField = '' }) => destinationField))
  const masks = tasks.filter(({ taskType }) => taskType === 'Mask' || taskType === 'Truncate')
  const isWanted = window && isInWindow(window)
  const keeps = tasks
    .flatMap((task) => keepOf(task, 'Filter'))
    .concat(tasks.flatMap((task) => keepOf(task, 'Validate')))
  const steps = [
    ...masks.map((task) => maskStep(task, 'source')),
    ...tasks.filter(makesField).map(makeStep),
    ...masks.filter(({ sourceFields: [field = ''] }) => made.has(field)).map((task) => maskStep(task, 'made')),
  ]
  const write = outputOf(tasks)
  return ({ line, fields }, object) => {
    const at = { ...object, line }
    if (isWanted && !isWanted(fields)) return 'outside'
    if (!keeps.every((keep) => keep(fields, at))) return 'filtered'
    const draft = { source: masks.length > 0 ? new Map(fields) : fields, made: new Map<string, Value>(), at }
    for (const step of steps) step(draft)
    return write(draft.source, draft.made, at)
  }
}

type Keep = (fields: Fields, at: Place) => boolean

function keepOf(task: Task, taskType: 'Filter' | 'Validate'): Keep[] {
  if (task.taskType !== taskType || isProjection(task)) return []
  const [field = ''] = task.sourceFields
  if (taskType === 'Filter') {
    const fits = comparisonOf(task)
    return [(fields) => fits(fields.get(field) ?? null)]
  }
  const verdict = verdictOf(task)
  const action = validationActions[task.taskProperties?.VALIDATION_ACTION ?? '']
  return [
    (fields, at) => {
      const fault = verdict(fields.get(field) ?? null)
      if (fault !== undefined && action === 'end-run') throw new TransferError(`${field} ${fault}`, { ...at, field })
      return fault === undefined
    },
  ]
}

const maskStep = (task: Task, which: 'source' | 'made') => {
  const [field = ''] = task.sourceFields
  const change = maskOf(task)
  return (draft: Draft): void => {
    const value = draft[which].get(field)
    if (value !== undefined) draft[which].set(field, change(value))
  }
}

const makeStep = (task: Task) => {
  const make = makerOf(task)
  return ({ source, made }: Draft): void => {
    const lookup: Lookup = (field) => fieldOf(field, made, source) ?? null
    made.set(task.destinationField ?? '', make(lookup))
  }
}

/** Refuses a CSV object whose header lacks a field that a task names; in JSON such a field counts as null. */
export function checkHeader(
  tasks: readonly Task[],
  fieldNames: readonly string[],
  object: Pick<Place, 'bucket' | 'key'>,
): void {
  const known = new Set(fieldNames)
  const made = new Set(tasks.filter(makesField).map(({ destinationField = '' }) => destinationField))
  for (const task of tasks) {
    const seesSource = task.taskType === 'Validate' || (task.taskType === 'Filter' && !isProjection(task))
    if (task.taskType === 'Partition' || task.taskType === 'Map_all') continue
    const missing = task.sourceFields.find((field) => !known.has(field) && (seesSource || !made.has(field)))
    if (missing !== undefined) {
      throw new TransferError(`the header has no field ${missing}`, { ...object, field: missing })
    }
  }
}
