import { converterOf } from './data-types.ts'
import { isProjection, listOf, makesField, type Task } from './task.ts'
import { TransferError, type Place } from './transfer-error.ts'
import { fieldOf, type Fields } from './value.ts'

type Write = (output: Fields, source: Fields, made: Fields, at: Place) => void

/**
 * The record that is written: its fields come in the order of the tasks that write them, and a field that two tasks write
 * has the place of the first and the value of the second, as it is with a Map.
 */
export function outputOf(tasks: readonly Task[]): (source: Fields, made: Fields, at: Place) => Fields {
  const mapped = new Set(tasks.flatMap(({ taskType, sourceFields }) => (taskType === 'Map' ? sourceFields : [])))
  const projections = tasks.filter(isProjection)
  const isMapped = tasks.some(({ taskType }) => ['Map', 'Map_all', 'Passthrough'].includes(taskType))
  const writes = tasks.flatMap((task): Write[] => {
    if (task.taskType === 'Map') return [writeMapped(task)]
    if (task.taskType === 'Map_all') return [writeAll(task)]
    if (task.taskType === 'Passthrough') return [writeNamed(task.sourceFields)]
    if (makesField(task))
      return mapped.has(task.destinationField ?? '') ? [] : [writeNamed([task.destinationField ?? ''])]
    // A projection alone writes what it lets through, at the place of the first.
    return task === projections[0] && !isMapped ? [writeNamed([])] : []
  })
  return (source, made, at) => {
    const output: Fields = new Map()
    const seen = projections.reduce(project, source)
    for (const write of writes) write(output, seen, made, at)
    return output
  }
}

const project = (source: Fields, { sourceFields }: Task): Fields => {
  const seen: Fields = new Map()
  for (const field of sourceFields) {
    const value = source.get(field)
    if (value !== undefined) seen.set(field, value)
  }
  return seen
}

function writeMapped({ sourceFields: [from = ''], destinationField, taskProperties }: Task): Write {
  const to = destinationField ? destinationField : from
  const { SOURCE_DATA_TYPE: sourceType, DESTINATION_DATA_TYPE: type } = taskProperties ?? {}
  const convert = converterOf(sourceType, type)
  return (output, source, made, at) => {
    const value = fieldOf(from, made, source) ?? null
    const written = convert ? convert(value) : value
    if (written === undefined) throw new TransferError(`${from} is not of type ${type}`, { ...at, field: from })
    output.set(to, written)
  }
}

function writeAll({ taskProperties }: Task): Write {
  const excluded = new Set(listOf(taskProperties?.EXCLUDE_SOURCE_FIELDS_LIST))
  return (output, source) => {
    for (const [field, value] of source) if (!excluded.has(field)) output.set(field, value)
  }
}

/** Fields under their own names, or all there are. One that the record lacks is not added to it. */
const writeNamed = (fields: readonly string[]): Write => {
  if (fields.length === 0) return writeAll({ taskType: 'Map_all', sourceFields: [] })
  return (output, source, made) => {
    for (const field of fields) {
      const value = fieldOf(field, made, source)
      if (value !== undefined) output.set(field, value)
    }
  }
}
