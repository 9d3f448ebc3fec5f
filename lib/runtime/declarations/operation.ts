import type { ErrorCode, OwnErrorCode } from '#core/errors.ts'
import type { Permission } from '#core/users/permissions.ts'
import { authenticationEffects, dialectAt, type Dialect } from './dialect.ts'
import type { Effects, OperationEffects } from './effects.ts'
import type { Example } from './example.ts'
import { renderingOf, type ErrorMapping } from './error-rendering.ts'
import type { Reply } from './reply.ts'
import type { Of, Schema } from './schema.ts'
import { effectsWith, type None, type Uses, type UsingContext } from './use-case.ts'

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Route = `${Method} /${string}`

/** The members that a route takes from its path. */
type InPath<R extends string> = R extends `${string}{${infer Member}}${infer Rest}`
  ? (Member extends `${infer Name}+` ? Name : Member) | InPath<Rest>
  : never

/** How an operation recognises a repeated call (design: the token record is in the change's own transaction). */
export interface ClientToken<Input> {
  /** The input member that holds the token. Absent: every call is a new one. */
  member: keyof Input & string
  lifetimeSeconds: number
}

/** What a gateway lets through to a route: so many requests a second, after a burst of so many at once. */
export interface Rate {
  perSecond: number
  burst: number
}

/** The rate of every operation that declares none; the default of each gateway's stage. */
export const usualRate: Rate = { perSecond: 1000, burst: 500 }

/** A body of `multipart/form-data`, and how it is read. */
export interface Form<Member extends string> {
  texts: readonly Member[]
  file: Member
  /** Throws `input-malformed` for what is no form. */
  read: (body: Buffer, contentType: string | undefined) => Promise<Record<string, unknown>>
}

export interface OperationSpec<
  I extends Schema,
  O extends Schema,
  E,
  U extends Uses,
  Own extends string = never,
  R extends Route = Route,
  Found = undefined,
> {
  /** The documented name. The file is named the same in kebab-case. */
  name: string
  /** Method and path below the dialect's base path. `{x}` is one segment, `{x+}` all that remain. */
  route: R
  /** A request and its answer: documents show it, the shared tests send it. */
  example: Example<Of<I>, Of<O>>
  aliases?: readonly Route[]
  /** What the caller needs: a permission, or any one of several; `public` for the few operations that need no credentials. */
  permission: Permission | readonly Permission[] | 'authenticated' | 'public'
  /** The member of the path that may hold slashes without being its last. */
  spans?: keyof Of<I> & string
  /** One flat object; path, query and body are told apart by `route`, `query` and `body`. */
  input: I
  /** What the dialect's table says otherwise of this operation (docs/dialects/mmc.md 1: codes differ by operation). */
  errors?: Partial<Record<ErrorCode | Own, ErrorMapping>>
  /** Reads a body that is not JSON as documented examples of this operation send it; undefined when it is not that. */
  parseNonJsonBody?: (text: string) => Record<string, unknown> | undefined
  /** The body is a form: its parts are members of the input. Made by `form` (form.ts). */
  form?: Form<keyof Of<I> & string>
  /** The whole JSON body is this member of the input, also where it is an array. */
  body?: keyof Of<I> & string
  /** The bytes of the body, whatever they are, are this member of the input. */
  rawBody?: keyof Of<I> & string
  /**
   * The body may be of any media type, and `run` reads it from the request itself (`context.request`). Whoever calls directly
   * gives this member in its place.
   */
  anyBody?: keyof Of<I> & string
  /** The largest body, where it is neither the dialect's nor that of forms. */
  bodyLimitBytes?: number
  /** A sentence for callers whose body is larger: how else it is done. */
  largerBodies?: string
  /** How often it may be called by everybody together, where that is not `usualRate`. */
  rate?: Rate
  /** Its answer holds a secret, which no record of a repeated call may keep. */
  answersSecret?: true
  /** Members that travel in the query: a list, or with the name that each has there, as in `{ pageSize: 'page[size]' }`. */
  query?: readonly (keyof Of<I> & string)[] | { readonly [Member in keyof Of<I> & string]?: string }
  output: O
  /** The answer is `document`: sent as text of its own media type instead of as JSON. */
  isDocument?: true
  /** Callers may wait until its answer changes: a GET whose answer says nothing of the moment it was asked in (entries/watch.ts). */
  watchable?: true
  /** When it answers 301 with `Location` instead, in words for the document. */
  redirects?: string
  /** HTTP status of success; 200 unless the API documents another. */
  status?: number
  /** Refusals of the operation itself; what every operation can meet (input, credentials) is the dialect's. */
  fails: readonly (ErrorCode | Own)[]
  /** What `run` touches itself. What its use cases touch is theirs to declare. */
  effects?: E
  /** The use cases it runs, as `use.<name>(...)`. */
  uses?: U
  clientToken?: ClientToken<Of<I>>
  /**
   * Looks up what the path names, for APIs that judge a request in stages: what is not there is refused before anything
   * that is wrong with the body. `run` gets what was found.
   */
  find?: (input: Pick<Of<I>, InPath<R> & keyof Of<I>>, context: UsingContext<E, U, Of<O>>) => Promise<Found>
  run: (input: Of<I>, context: UsingContext<E, U, Of<O>>, found: Found) => Promise<Of<O> | Reply<Of<O>>>
}

/** An operation as its readers see it: declaration, code, and the dialect it belongs to. */
export interface Operation extends Omit<
  OperationSpec<Schema, Schema, Effects, Uses, OwnErrorCode>,
  'run' | 'find' | 'effects' | 'uses' | 'query' | 'clientToken' | 'form' | 'spans' | 'body' | 'rawBody' | 'anyBody'
> {
  kind: 'operation'
  dialect: Dialect
  /** Its own and those of its use cases. */
  effects: Effects
  uses: Uses
  spans?: string
  body?: string
  rawBody?: string
  anyBody?: string
  query?: readonly string[] | Readonly<Record<string, string>>
  form?: Form<string>
  clientToken?: ClientToken<Record<string, unknown>>
  find?: (input: never, context: never) => Promise<unknown>
  run: (input: never, context: never, found?: never) => Promise<unknown>
}

/** The permissions of which a caller needs one; undefined where none is needed. */
export function permissionsOf({ permission }: Pick<Operation, 'permission'>): readonly Permission[] | undefined {
  if (permission === 'public' || permission === 'authenticated') return undefined
  return typeof permission === 'string' ? [permission] : permission
}

/** Whether it has to be found out who calls an operation, or for whom. */
export const isIdentified = ({ permission, dialect }: Pick<Operation, 'permission' | 'dialect'>): boolean =>
  permission !== 'public' || dialect.authentication === 'flow'

/** The members of an operation that travel in the query, each with its name there. */
export const queryOf = ({ query = [] }: Pick<Operation, 'query'>): [member: string, name: string][] =>
  Array.isArray(query) ? query.map((member: string) => [member, member]) : Object.entries(query)

/** Whether a request of an operation has no body: what is asked for is in its path and query. */
export const isBodiless = ({ route }: Pick<Operation, 'route'>): boolean => /^(GET|HEAD) /.test(route)

/** For how long a repeated request is known by its Idempotency-Key. */
export const idempotencySeconds = 24 * 60 * 60

/**
 * Whether a request may be repeated under an Idempotency-Key: a POST that changes something, in a dialect that has the
 * header, unless its answer is a secret. Where an operation has a token of its own the header stands in for it.
 */
export const takesIdempotencyKey = ({ route, dialect, effects, answersSecret }: Operation): boolean =>
  dialect.hasIdempotencyKeys === true &&
  route.startsWith('POST') &&
  !answersSecret &&
  [effects.creates, effects.updates, effects.deletes].some((one) => one !== undefined && one.length > 0)

/**
 * The largest form: what API Gateway can hand to a function. Lambda takes 6 MiB of JSON, in which a form is base64, and
 * 8 KiB of them are left for the headers and the rest of the event. Beyond that API Gateway answers 413 by itself.
 */
export const largestFormBytes = ((6 * 1024 - 8) * 1024 * 3) / 4

/** The largest body an operation takes. */
export const bodyLimitOf = ({ dialect, bodyLimitBytes, form }: Operation): number =>
  bodyLimitBytes ?? (form ? largestFormBytes : dialect.bodyLimitBytes)

/** The name a function is deployed, invoked and logged under. */
export const functionName = (dialect: string, name: string): string => `${dialect}-${name}`

/** The dialect, or the folder of tasks, that a function is of by its name: what metrics are counted by. */
export const serviceOf = (name: string): string => name.slice(0, name.lastIndexOf('-'))

/** How a refusal of an operation looks: as it says itself, else as its dialect does. */
export const wireOf = (
  { dialect, errors }: Pick<Operation, 'dialect' | 'errors'>,
  code: ErrorCode | OwnErrorCode,
): ErrorMapping => errors?.[code] ?? renderingOf(dialect.errors, code)

/** Makes the builder that a dialect's operation files call: it binds the dialect and checks the declaration. */
export const operationOf =
  <Own extends string>(dialect: Dialect<Own>) =>
  <
    I extends Schema,
    O extends Schema,
    R extends Route,
    const E extends OperationEffects = None,
    const U extends Uses = None,
    Found = undefined,
  >(
    spec: OperationSpec<I, O, E, U, Own, R, Found>,
  ): Operation => ({
    ...(spec as unknown as Omit<Operation, 'kind' | 'dialect' | 'effects' | 'uses'>),
    kind: 'operation',
    dialect: dialectAt(dialect, `${dialect.basePath}${spec.route.slice(spec.route.indexOf('/'))}`),
    effects: effectsWith(spec.effects, spec.uses),
    uses: spec.uses ?? {},
  })

/** Everything an operation's function may touch: what it declares and what checking its caller takes. */
export function allEffects(operation: Operation): Effects {
  const checks = isIdentified(operation) ? authenticationEffects[operation.dialect.authentication] : {}
  return {
    ...operation.effects,
    ...(operation.clientToken || takesIdempotencyKey(operation) ? { keepsTokens: true } : {}),
    reads: union(operation.effects.reads, checks.reads),
    updates: union(operation.effects.updates, checks.updates),
    secrets: union(operation.effects.secrets, checks.secrets),
  }
}

const union = <T>(one: readonly T[] = [], other: readonly T[] = []): readonly T[] => [...new Set([...one, ...other])]
