import { fitsWildcard, type Token } from '../wildcard.ts'

/**
 * EventBridge event patterns: nested objects of member names, with an array of alternatives at each leaf, `$or` beside
 * members. No kept package does this; the rules are those of the EventBridge user guide, "comparison operators".
 */
export type Pattern = { [member: string]: Pattern | Alternative[] | Pattern[] }
type Alternative = string | number | boolean | null | Matcher
type Matcher = Record<string, unknown>

type Json = string | number | boolean | null | undefined | Json[] | { [member: string]: Json }

/** Whether an event fits a pattern. A leaf that holds an array fits when one of its elements does. */
export function matchesPattern(pattern: Pattern, event: Json): boolean {
  return Object.entries(pattern).every(([member, wanted]) => {
    if (member === '$or') return (wanted as Pattern[]).some((one) => matchesPattern(one, event))
    const value = isObject(event) ? event[member] : undefined
    if (!Array.isArray(wanted))
      return Array.isArray(value)
        ? value.some((one) => matchesPattern(wanted, one))
        : isObject(value)
          ? matchesPattern(wanted, value)
          : onlyAbsence(wanted)
    const values = Array.isArray(value) ? value : [value]
    return (wanted as Alternative[]).some((alternative) =>
      isObject(alternative as Json) ? fits(alternative as Matcher, values) : values.includes(alternative as Json),
    )
  })
}

/** A nested pattern fits an absent object only where all of its leaves ask for absence. */
const onlyAbsence = (pattern: Pattern): boolean => matchesAbsent(pattern)
const matchesAbsent = (pattern: Pattern): boolean =>
  Object.values(pattern).every((wanted) =>
    Array.isArray(wanted)
      ? wanted.some((one) => isObject(one as Json) && (one as Matcher).exists === false)
      : matchesAbsent(wanted),
  )

const isObject = (value: Json): value is { [member: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

function fits(matcher: Matcher, values: Json[]): boolean {
  const [[operator, operand] = ['', undefined]] = Object.entries(matcher)
  if (operator === 'exists') return values.some((value) => value !== undefined && !isObject(value)) === operand
  const test = operators[operator]
  return test !== undefined && values.some((value) => value !== undefined && test(operand, value))
}

type Test = (operand: unknown, value: Json) => boolean

const text =
  (test: (operand: string, value: string) => boolean): Test =>
  (operand, value) => {
    if (typeof value !== 'string') return false
    if (typeof operand === 'string') return test(operand, value)
    const folded = (operand as { 'equals-ignore-case'?: string } | null)?.['equals-ignore-case']
    return folded !== undefined && test(folded.toLowerCase(), value.toLowerCase())
  }

const operators: Record<string, Test> = {
  prefix: text((operand, value) => value.startsWith(operand)),
  suffix: text((operand, value) => value.endsWith(operand)),
  wildcard: text((operand, value) => fitsWildcard(tokensOf(operand), value)),
  'equals-ignore-case': text((operand, value) => operand.toLowerCase() === value.toLowerCase()),
  numeric: (operand, value) => typeof value === 'number' && compares(operand as (string | number)[], value),
  cidr: (operand, value) => typeof value === 'string' && inRange(String(operand), value),
  'anything-but': (operand, value) => {
    if (Array.isArray(operand)) return !operand.includes(value)
    if (operand === null || typeof operand !== 'object') return operand !== value
    const [[operator, inner] = ['', undefined]] = Object.entries(operand as Matcher)
    const alternatives: unknown[] = Array.isArray(inner) ? inner : [inner]
    return !alternatives.some((one) => operators[operator]?.(one, value) ?? true)
  },
}

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
}

function compares(operand: (string | number)[], value: number): boolean {
  for (let index = 0; index + 1 < operand.length; index += 2) {
    if (!comparisons[String(operand[index])]?.(value, Number(operand[index + 1]))) return false
  }
  return operand.length >= 2
}

/** `*` is any text; a backslash makes a star or a backslash itself. */
const tokensOf = (pattern: string): Token[] =>
  [...pattern.matchAll(/\\([*\\])|[^]/g)].map(([whole, escaped]) =>
    whole === '*' ? { kind: 'any' } : { kind: 'literal', text: escaped ?? whole },
  )

/** What EventBridge refuses in a wildcard. */
function wildcardProblem(pattern: unknown): string | undefined {
  if (typeof pattern !== 'string') return 'wildcard match pattern must be a string'
  const [bare] = /\\(?![*\\])/.exec(pattern.replaceAll(/\\[*\\]/g, 'xx')) ?? []
  if (bare !== undefined) return 'Invalid escape character in a wildcard'
  return tokensOf(pattern).some(({ kind }, index, all) => kind === 'any' && all[index + 1]?.kind === 'any')
    ? 'Consecutive wildcard characters'
    : undefined
}

function inRange(range: string, address: string): boolean {
  const [network = '', bits = '32'] = range.split('/')
  const number = (dotted: string) => dotted.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const size = 2 ** (32 - Number(bits))
  return /^\d+(\.\d+){3}$/.test(address) && Math.floor(number(network) / size) === Math.floor(number(address) / size)
}

/** The wildcards an alternative asks for, also to be none of them. */
function wildcardsIn(alternative: unknown): unknown[] {
  if (!isObject(alternative as Json)) return []
  const { wildcard, 'anything-but': none } = alternative as Matcher
  return [...(wildcard === undefined ? [] : [wildcard].flat()), ...wildcardsIn(none)]
}

/** What is wrong with a pattern; undefined when nothing is. */
export function complainPattern(pattern: unknown, path = ''): string | undefined {
  if (!isObject(pattern as Json))
    return `Event pattern is not valid. Reason: ${path || 'the pattern'} must be an object or an array`
  for (const [member, wanted] of Object.entries(pattern as Pattern)) {
    const at = path ? `${path}.${member}` : member
    if (member === '$or') {
      const wrong = Array.isArray(wanted)
        ? (wanted as Pattern[]).map((one) => complainPattern(one, at)).find(Boolean)
        : `${at} must be an array`
      if (wrong) return wrong
    } else if (Array.isArray(wanted)) {
      if (wanted.length === 0) return `Event pattern is not valid. Reason: Empty arrays are not allowed at ${at}`
      const unknown = wanted
        .flatMap((one) => (isObject(one as Json) ? Object.keys(one as object) : []))
        .find((operator) => operator !== 'exists' && !(operator in operators))
      if (unknown) return `Event pattern is not valid. Reason: Unrecognized match type ${unknown} at ${at}`
      const wrong = wanted.flatMap(wildcardsIn).map(wildcardProblem).find(Boolean)
      if (wrong) return `Event pattern is not valid. Reason: ${wrong} at ${at}`
    } else {
      const wrong = complainPattern(wanted, at)
      if (wrong) return wrong
    }
  }
  return undefined
}
