import { number, numberTextOf, textOf, type Value } from './value.ts'
import { millisecondsOf } from './instants.ts'
import { compareNumbers, isWhole } from './decimals.ts'

/** How values of a data type are compared and converted (docs/dialects/appflow.md 7). */
export type Kind = 'number' | 'time' | 'boolean' | 'text'

const wholeNumbers = new Set(['byte', 'short', 'int', 'integer', 'long', 'biginteger'])
const otherNumbers = new Set(['float', 'double', 'decimal', 'bigdecimal', 'number', 'currency', 'percent'])

/** The kind of a data type by its name, in any letter case. Names are not checked: an unknown one is text. */
export function kindOf(dataType: string | undefined): Kind {
  const name = dataType?.toLowerCase() ?? ''
  if (wholeNumbers.has(name) || otherNumbers.has(name)) return 'number'
  if (/^(date|time)/.test(name)) return 'time'
  return name === 'boolean' ? 'boolean' : 'text'
}

export type Order = (one: Value, other: Value) => number | undefined

/** How two values compare, as those of one kind; undefined when one is null or not of the kind. */
export const orders: Readonly<Record<Kind, Order>> = {
  number: (one, other) => both(numberTextOf(one), numberTextOf(other), compareNumbers),
  time: (one, other) => both(timeOf(one), timeOf(other), (a, b) => a - b),
  boolean: (one, other) => both(booleanOf(one), booleanOf(other), (a, b) => Number(a) - Number(b)),
  text: (one, other) => (one === null || other === null ? undefined : compareText(textOf(one), textOf(other))),
}

/** Whether a value is of a kind, so that it can be compared. */
export const isOfKind = (value: Value, kind: Kind): boolean => orders[kind](value, value) !== undefined

const both = <T>(
  one: T | undefined,
  other: T | undefined,
  compare: (one: T, other: T) => number,
): number | undefined => (one === undefined || other === undefined ? undefined : compare(one, other))

/** Epoch milliseconds of a value that is a time. */
export const timeOf = (value: Value): number | undefined => {
  if (typeof value === 'string') return millisecondsOf(value)
  return typeof value === 'object' && value?.kind === 'number' ? Number(value.text) : undefined
}

const booleanOf = (value: Value): boolean | undefined => {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value.toLowerCase() : ''
  return text === 'true' || text === 'false' ? text === 'true' : undefined
}

/** By code point. UTF-16, which `<` compares, has those beyond the first plane before some within it. */
const compareText = (one: string, other: string): number => {
  const length = Math.min(one.length, other.length)
  for (let index = 0; index < length; index++) {
    const [a, b] = [one.charCodeAt(index), other.charCodeAt(index)]
    if (a !== b) return rank(a) - rank(b)
  }
  return one.length - other.length
}
const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit)

export type Convert = (value: Value) => Value | undefined

/**
 * What makes a value of the type a mapped field is to have; undefined when nothing is converted. It answers undefined for
 * a value that cannot be converted.
 */
export function converterOf(sourceType: string | undefined, destinationType: string | undefined): Convert | undefined {
  const name = destinationType?.toLowerCase()
  if (name === undefined || name === sourceType?.toLowerCase()) return undefined
  const kind = kindOf(name)
  if (kind === 'number') return (value) => (value === null ? null : toNumber(value, wholeNumbers.has(name)))
  if (kind === 'boolean') return (value) => (value === null ? null : booleanOf(value))
  return name === 'string' ? (value) => (value === null ? null : textOf(value)) : undefined
}

const toNumber = (value: Value, isWholeType: boolean): Value | undefined => {
  const text = numberTextOf(value)
  return text === undefined || (isWholeType && !isWhole(text)) ? undefined : number(text)
}
