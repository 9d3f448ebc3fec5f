import { lengthOf, operatorOf, type Task } from './task.ts'
import { charactersOf, textOf, type Value } from './value.ts'

/** What a Mask or Truncate task makes of a value. Null stays null, anything else becomes a string. */
export function maskOf(task: Task): (value: Value) => Value {
  const change = task.taskType === 'Truncate' ? truncate(task) : mask(task)
  return (value) => (value === null ? null : change(charactersOf(textOf(value))))
}

const truncate = ({ taskProperties }: Task) => {
  const length = lengthOf(taskProperties?.TRUNCATE_LENGTH)
  return (characters: string[]) => characters.slice(0, length).join('')
}

const mask = (task: Task) => {
  const { MASK_VALUE: sign = '*', MASK_LENGTH } = task.taskProperties ?? {}
  const length = lengthOf(MASK_LENGTH)
  const operator = operatorOf(task)
  return (characters: string[]) => {
    // A length says how long the mask is, whatever was there: the length of the text is hidden too.
    if (operator === 'MASK_ALL') return sign.repeat(length ?? characters.length)
    const masked = Math.min(length ?? characters.length, characters.length)
    return operator === 'MASK_FIRST_N'
      ? sign.repeat(masked) + characters.slice(masked).join('')
      : characters.slice(0, characters.length - masked).join('') + sign.repeat(masked)
  }
}
