import { DomainError, type OwnErrorCode } from '#core/errors.ts'
import type { ErrorTable, ErrorMapping } from './error-rendering.ts'
import type { Effects } from './effects.ts'

/**
 * A dialect is one of the APIs Sluice answers: what is true of all its operations, and how domain words are rendered in it.
 * `Own` are the error codes that it alone has.
 */
export interface DialectSpec<Own extends string = never> {
  name: string
  title: string
  /** A paragraph for the OpenAPI document. */
  description: string
  /** Where its routes begin, the same on AWS and on one machine. */
  basePath: string
  /**
   * `sigv4`: verified in the function. `authorizer`: Basic or Bearer, resolved by the gateway's Lambda authorizer.
   * `agent`: Bearer credentials of agents and enrolment tokens, verified in the function.
   * `session`: Bearer tokens of sessions, read in the function at each request and prolonged by it.
   * `flow`: nobody need say who they are; a call is for the tenant of the flow whose id is in its path as `flowId`.
   */
  authentication: Authentication
  /**
   * The path of the table of routes that another spelling of it means (docs/dialects/mmc.md 1); undefined for a path that
   * is not the dialect's. Paths that no route fits go through it, so that odd spellings need no routes of their own.
   */
  canonical?: (path: string) => string | undefined
  /** A path that fixed words of a route fit is no other route's, under whichever method. */
  hasFixedWords?: true
  /** Where the routes begin in a path as the client wrote it; `basePath` unless said otherwise. */
  baseIn?: (path: string) => string
  /** A body of another media type than JSON counts as `{}`. */
  ignoresOtherMediaTypes?: true
  /** Bodies sent to operations that take none are not looked at, and names of members are trimmed. */
  isLenient?: true
  /**
   * What web pages of other origins may send, where the installation lets them. The gateway sees to it, with answers and
   * refusals alike; functions add nothing. Absent: pages get no leave from it.
   */
  browsers?: { methods: readonly string[]; headers: readonly string[] }
  bodyLimitBytes: number
  /** POST requests may carry an Idempotency-Key. */
  hasIdempotencyKeys?: true
  /** Members set to `null` count as absent. */
  nullIsAbsent: boolean
  errors: ErrorTable<Own>
  /** The body and headers of a refusal; the status comes from `errors`. */
  renderError: (error: DomainError, wire: ErrorMapping, requestId: string) => Rendered
  renderAnswer: (answer: unknown, requestId: string) => Rendered
  /** The JSON Schema of an error's body, for the OpenAPI document. */
  errorSchema: Record<string, unknown>
  errorMediaType: string
  /** Its document shows the settings of built-in components. */
  showsComponents?: true
  /** Routes that differ in credentials or refusals from the dialect's others. */
  routeFamilies?: readonly RouteFamily<Own>[]
}

/** What differs of the routes whose paths begin with `prefix`, below the base path. The longest prefix that fits counts. */
export interface RouteFamily<Own extends string = never> extends Partial<
  Pick<
    DialectSpec<Own>,
    'authentication' | 'errors' | 'renderError' | 'renderAnswer' | 'errorSchema' | 'errorMediaType'
  >
> {
  prefix: string
}

export type Authentication = 'sigv4' | 'authorizer' | 'agent' | 'session' | 'flow'

/** The headers of a refusal that mean the same in every dialect: what is allowed instead, and when to come again. */
export const refusalHeaders = ({ data: { allow, retryAfterSeconds } }: DomainError): Record<string, string> => ({
  ...(allow ? { allow: allow.join(', ') } : {}),
  ...(retryAfterSeconds ? { 'retry-after': String(retryAfterSeconds) } : {}),
})

/** What establishing the caller needs inside the function. */
export const authenticationEffects: Readonly<Record<Authentication, Effects>> = {
  sigv4: { reads: ['access-key', 'user'], secrets: ['master-key'] },
  authorizer: {},
  agent: { reads: ['enrolment-token', 'lease'] },
  session: { reads: ['session', 'user'], updates: ['session'] },
  flow: { reads: ['flow-pointer'] },
}

export interface Rendered {
  headers: Record<string, string>
  body: string
  isBase64Encoded?: boolean
}

/** `whole`: the dialect itself, where this is what it is for a family of its routes. */
export type Dialect<Own extends string = never> = Readonly<DialectSpec<Own> & { whole?: Dialect<Own> }>

/** A dialect as it is at a path: as its family of routes has it, if there is one. */
export function dialectAt<Own extends string>(dialect: Dialect<Own>, path: string): Dialect<Own> {
  const isWithin = ({ prefix }: RouteFamily<Own>) => `${path}/`.startsWith(`${dialect.basePath}${prefix}/`)
  const [family] = (dialect.routeFamilies ?? [])
    .filter(isWithin)
    .sort((one, other) => other.prefix.length - one.prefix.length)
  if (!family) return dialect
  const { prefix: _, ...differences } = family
  return { ...dialect, ...differences, whole: dialect }
}

/** Makes what a dialect throws for its own codes; those of core are thrown as they are. */
export const refusalOf =
  <Own extends string>(_dialect: Dialect<Own>) =>
  (code: Own, message: string, data?: DomainError['data']): DomainError =>
    new DomainError(code as string as OwnErrorCode, message, data)
