import { DomainError } from '#core/errors.ts'
import { isBodiless, queryOf, type Operation } from '../declarations/operation.ts'
import type { Request } from './request.ts'
import { matchPath, membersIn, spanning, templatesOf } from './routing.ts'

/**
 * The flat input of an operation: members of the path, of the query (by the operation's `query`), and the body: a JSON
 * object's members, or all of it as the member `body` names. Throws `input-malformed` for a body that is not JSON, or no
 * object where its members are wanted.
 */
export function readInput(operation: Operation, request: Request): Record<string, unknown> {
  const isRead = looksAtBody(operation) && (!operation.dialect.ignoresOtherMediaTypes || isJson(request))
  const body = isRead ? readBody(operation, request.body) : {}
  return { ...body, ...readOutside(operation, request) }
}

const isJson = ({ headers }: Request): boolean =>
  /^\s*application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(headers['content-type'] ?? '')

/** The members of an input that are not in its body. */
export const readOutside = (operation: Operation, request: Request): Record<string, unknown> => ({
  ...readQuery(operation, request.query),
  ...readPath(operation, request.path),
})

/** Whether an operation reads a JSON body of a request: a lenient dialect's only when it takes members from it. */
export function looksAtBody(operation: Operation): boolean {
  const { route, dialect, form, rawBody, anyBody, input } = operation
  if (isBodiless(operation) || form || rawBody || anyBody) return false
  const inQuery = queryOf(operation).map(([member]) => member)
  const elsewhere = new Set([...inQuery, ...membersIn(route)])
  return !dialect.isLenient || Object.keys(shapeOf(input)).some((member) => !elsewhere.has(member))
}

/** The body of a request as it is. Throws `input-malformed` for a form: its parts would be stored as they came. */
export function readBytes({ headers, body }: Request): Buffer {
  if (/^\s*multipart\//i.test(headers['content-type'] ?? '')) {
    throw new DomainError(
      'input-malformed',
      'The body is a form. Send the content itself, as application/octet-stream.',
    )
  }
  return body
}

export const bodyTooLarge = (bytes: number, limit: number, otherwise = ''): DomainError =>
  new DomainError('body-too-large', `The body has ${bytes} bytes; at most ${limit} are accepted. ${otherwise}`.trim())

function readPath(operation: Operation, path: string): Record<string, string> {
  for (const template of templatesOf(operation)) {
    const members = matchPath(spanning(template.path, operation.spans), path)
    if (members) return members
  }
  throw new DomainError('route-unknown', 'There is nothing at this path.')
}

function readQuery(operation: Operation, raw: string): Record<string, unknown> {
  const given = new URLSearchParams(raw.replaceAll('+', '%2B'))
  const members: Record<string, unknown> = {}
  for (const [member, name] of queryOf(operation)) {
    const values = given.getAll(name)
    if (values.length > 0) members[member] = toType(memberType(operation.input, member), values)
  }
  return members
}

/** Query texts as the JSON type their schema wants; a text that is none stays one and is refused by the schema. */
function toType(type: string, values: string[]): unknown {
  const [text = ''] = values
  if (type === 'array') return values
  if (type === 'number' || type === 'int')
    return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
  if (type === 'boolean') return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text
  return text
}

interface Definition {
  type: string
  innerType?: { _zod: { def: Definition } }
  shape?: Record<string, { _zod: { def: Definition } }>
}

const shapeOf = (schema: Operation['input']) => (schema._zod.def as unknown as Definition).shape ?? {}

function memberType(schema: Operation['input'], name: string): string {
  let definition = shapeOf(schema)[name]?._zod.def
  while (definition?.innerType) definition = definition.innerType._zod.def
  return definition?.type ?? 'string'
}

function readBody({ dialect, parseNonJsonBody, body: member }: Operation, body: Buffer): Record<string, unknown> {
  // An empty body counts as `{}` (docs/dialects/appflow.md 1.1).
  if (body.length === 0) return {}
  const odd = parseNonJsonBody?.(body.toString())
  if (odd) return odd
  const value = parseJson(body, dialect.isLenient)
  if (member) return { [member]: dialect.nullIsAbsent ? dropNulls(value) : value }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new DomainError('input-malformed', 'The body must be a JSON object.')
  }
  return (dialect.nullIsAbsent ? dropNulls(value) : value) as Record<string, unknown>
}

/** A body as JSON. Throws `input-malformed` for what is none. */
export function parseJson(body: Buffer, trimsNames = false): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body), (name, value: unknown) => {
      // Never let an input reach into prototypes, whatever later copies it.
      if (name === '__proto__') throw new SyntaxError('a member may not be named __proto__')
      const isObject = value !== null && typeof value === 'object' && !Array.isArray(value)
      return trimsNames && isObject
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.trim(), inner as unknown]))
        : value
    })
  } catch (error) {
    throw new DomainError('input-malformed', `The body is not JSON: ${(error as Error).message}`)
  }
}

const dropNulls = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(dropNulls)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value).flatMap(([name, inner]) => (inner === null ? [] : [[name, dropNulls(inner)]])),
        )
      : value
