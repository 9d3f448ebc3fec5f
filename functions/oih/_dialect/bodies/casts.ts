import { inspect } from 'node:util'
import { isMembers, type Members } from '#core/hub/content.ts'
import { readId } from '../ids.ts'

/** Reads members as the hub does, which stringifies what it can, and collects what is wrong in its words (docs/dialects/oih.md 4). */
export interface Problems {
  messages: string[]
}

/** `null` counts as absent. */
export const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null

type Kind = 'ObjectId' | 'string' | 'Embedded'

/** What is told of a value that is not of the kind its member has. */
export function castFailure(kind: Kind, value: unknown, member: string): string {
  const text = typeof value === 'string' ? value : inspect(value)
  const type = Array.isArray(value) ? 'Array' : typeof value === 'object' ? 'Object' : typeof value
  const because = kind === 'ObjectId' ? ' because of "BSONTypeError"' : ''
  return `Cast to ${kind} failed for value "${text}" (type ${type}) at path "${member}"${because}`
}

/** What members of an object are cast to; those that failed are absent, and named. */
export class Cast {
  readonly failed = new Set<string>()
  readonly #members: Members
  readonly #problems: Problems

  constructor(members: Members, problems: Problems) {
    this.#members = members
    this.#problems = problems
  }

  /** A text; numbers and booleans become one. */
  text(member: string): string | undefined {
    const value = this.#members[member]
    if (isAbsent(value) || typeof value === 'string') return value ?? undefined
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    return this.#fail('string', value, member)
  }

  /** An id in its 24 hex digits. */
  id(member: string): string | undefined {
    const value = this.#members[member]
    if (isAbsent(value) || value === '') return undefined
    return (typeof value === 'string' ? readId(value) : undefined) ?? this.#fail('ObjectId', value, member)
  }

  /** An object. */
  members(member: string): Members | undefined {
    const value = this.#members[member]
    if (isAbsent(value) || isMembers(value)) return value ?? undefined
    return this.#fail('Embedded', value, member)
  }

  /** A list of objects, `undefined` in the place of one that is none. Absent: an empty one. */
  list(member: string): (Members | undefined)[] {
    const value = this.#members[member]
    if (isAbsent(value)) return []
    if (!Array.isArray(value)) {
      this.#fail('Embedded', value, member)
      return []
    }
    return value.map((one: unknown) => (isMembers(one) ? one : this.#fail('Embedded', one, member)))
  }

  #fail(kind: Kind, value: unknown, member: string): undefined {
    this.failed.add(member)
    this.#problems.messages.push(castFailure(kind, value, member))
    return undefined
  }
}

export const tooLong = (path: string, text: string, longest: number): string =>
  `Path \`${path}\` (\`${text}\`) is longer than the maximum allowed length (${longest}).`
