import type { Problem } from '#core/errors.ts'
import { DomainError } from '#core/errors.ts'
import type { Operation } from '../declarations/operation.ts'
import { membersIn } from './routing.ts'
import { object, safeParse, type Schema } from '../declarations/schema.ts'

interface Issue {
  code?: string
  path?: PropertyKey[]
  input?: unknown
  message: string
  origin?: string
  keys?: string[]
  params?: { kind?: Problem['kind'] }
}

/**
 * Checks an input against a schema. Throws `input-malformed` when a member has the wrong JSON type, else
 * `input-invalid`, with every problem found, not only the first.
 */
export function parseInput(schema: Schema, input: unknown): unknown {
  const illFormed = illFormedTexts(input)
  if (illFormed.length > 0) throw new DomainError('input-invalid', summarise(illFormed), { problems: illFormed })
  const result = safeParse(schema, input, { reportInput: true })
  if (result.success) return result.data
  const problems = (result.error.issues as Issue[]).flatMap(toProblems)
  const malformed = problems.some(({ kind }) => kind === 'type')
  throw new DomainError(malformed ? 'input-malformed' : 'input-invalid', summarise(problems), { problems })
}

/** Checks those members of an input only that the path of the operation's route gives. Throws as `parseInput` does. */
export function parsePath({ route, input: schema }: Operation, input: unknown): unknown {
  const members = membersIn(route)
  const given = Object.entries(input as Record<string, unknown>).filter(([member]) => members.includes(member))
  const { shape } = schema._zod.def as unknown as { shape: Record<string, Schema> }
  const path = Object.fromEntries(Object.entries(shape).filter(([member]) => members.includes(member)))
  return parseInput(object(path), Object.fromEntries(given))
}

/** A value within an input, and where it stands. */
interface Place {
  value: unknown
  name?: string | number
  within?: Place
}

/**
 * Texts anywhere in an input, names of members included, that are not well-formed Unicode: half of a surrogate pair, which
 * JSON can say (`"\\ud800"`) and neither UTF-8 nor the table can hold. Without recursion, as inputs may be deep.
 */
function illFormedTexts(input: unknown): Problem[] {
  const problems: Problem[] = []
  const places: Place[] = [{ value: input }]
  for (let place = places.pop(); place; place = places.pop()) {
    const { value, name } = place
    const texts = [value, name].filter((one) => typeof one === 'string')
    if (!texts.every((text) => text.isWellFormed())) {
      problems.push({ path: pathOf(place), kind: 'pattern', message: 'must be well-formed Unicode' })
    }
    if (value === null || typeof value !== 'object' || value instanceof Uint8Array) continue
    for (const [key, part] of Object.entries(value)) {
      places.push({ value: part, name: Array.isArray(value) ? Number(key) : key, within: place })
    }
  }
  return problems
}

function pathOf(place: Place): Problem['path'] {
  const path: Problem['path'] = []
  for (let at: Place | undefined = place; at; at = at.within) {
    if (at.name !== undefined) path.unshift(typeof at.name === 'string' ? at.name.toWellFormed() : at.name)
  }
  return path
}

const summarise = (problems: Problem[]): string =>
  problems.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ')

function toProblems(issue: Issue): Problem[] {
  const path = (issue.path ?? []).map((part) => (typeof part === 'symbol' ? String(part) : part))
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => ({ path: [...path, key], kind: 'unknown', message: 'is not a member here' }))
  }
  const kind = kindOf(issue)
  const message = kind === 'missing' ? 'is required' : (sentences[issue.code ?? '']?.(issue as never) ?? issue.message)
  return [{ path, kind, message }]
}

function kindOf(issue: Issue): Problem['kind'] {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'missing' : 'type'
    case 'invalid_value':
      // A required enum that is left out, or given as another JSON type, is no question of its values.
      return issue.input === undefined ? 'missing' : typeof issue.input === 'string' ? 'enum' : 'type'
    case 'too_big':
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int' ? 'range' : 'length'
    case 'invalid_format':
      return 'pattern'
    case 'custom':
      return issue.params?.kind ?? 'other'
    default:
      return 'other'
  }
}

/** What a bound counts, where it is none of a number. */
function lengthOf(bound: number, origin: string | undefined): string {
  const unit = { string: 'character', array: 'item' }[origin ?? '']
  return unit === undefined ? '' : ` ${unit}${bound === 1 ? '' : 's'} long`
}

const sentences: Record<
  string,
  (issue: {
    expected: string
    maximum: number
    minimum: number
    origin?: string
    values: string[]
    pattern: string
    format?: string
  }) => string
> = {
  invalid_type: ({ expected }) => `must be of type ${expected}`,
  invalid_value: ({ values }) => `must be one of ${values.join(', ')}`,
  too_big: ({ maximum, origin }) => `must be at most ${maximum}${lengthOf(maximum, origin)}`,
  too_small: ({ minimum, origin }) => `must be at least ${minimum}${lengthOf(minimum, origin)}`,
  invalid_format: ({ pattern, format }) =>
    format === 'datetime'
      ? 'must be a time such as 2026-01-31T08:00:00Z'
      : pattern
        ? `must satisfy ${pattern}`
        : 'is not well formed',
}
