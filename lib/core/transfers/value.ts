/**
 * A value of a record. Numbers, and objects and arrays, keep the text they were read with: JavaScript's numbers hold
 * neither `12345678901234567890` nor the zero of `1.10`, and its objects do not keep the order of members.
 */
export type Value = string | boolean | null | Exact

export interface Exact {
  kind: 'number' | 'nested'
  /** JSON without spaces. */
  text: string
}

/** The members of a record, in order. A record may lack a field that others have. */
export type Fields = Map<string, Value>

/** The value of a field that may be made by a task or be the source's. A made one counts, null or not. */
export const fieldOf = (field: string, made: Fields, source: Fields): Value | undefined =>
  made.has(field) ? made.get(field) : source.get(field)

/** A record as it was read. */
export interface SourceRecord {
  /** The line on which it begins; the first line of an object is 1. */
  line: number
  fields: Fields
}

export const number = (text: string): Exact => ({ kind: 'number', text })

/** A value as compact JSON. */
export const jsonOf = (value: Value): string => {
  if (typeof value === 'string') return JSON.stringify(value)
  return value === null || typeof value === 'boolean' ? String(value) : value.text
}

/** The text of a value: a string as it is, anything else as JSON. Null has none. */
export const textOf = (value: Exclude<Value, null>): string => (typeof value === 'string' ? value : jsonOf(value))

/** A record as a line of JSON, without its end. */
export const jsonLineOf = (fields: Fields): string => {
  let text = ''
  for (const [name, value] of fields) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${jsonOf(value)}`
  return `{${text}}`
}

/** JSON's syntax of a number, with spaces around it and a plus sign before it, as people write them in CSV. */
const numeric = /^ *(?:\+(?!-))?(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?) *$/

/** The number a value is, or whose text it is, as it was written. */
export const numberTextOf = (value: Value | undefined): string | undefined => {
  if (typeof value === 'string') return numeric.exec(value)?.[1]
  return typeof value === 'object' && value?.kind === 'number' ? value.text : undefined
}

/** Characters are code points everywhere in this folder. */
export const charactersOf = (text: string): string[] => Array.from(text)
