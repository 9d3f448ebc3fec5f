/**
 * Every way an operation can be refused, as one closed union.
 *
 * A code is domain vocabulary (`noun-problem`); what it looks like on the wire is each dialect's own total table, so a
 * code added here does not compile until every dialect says how it renders it. `message` is written for the caller and
 * never holds a secret or another tenant's data.
 */
export type ErrorCode =
  // the request itself
  | 'input-malformed'
  | 'input-invalid'
  | 'body-too-large'
  | 'route-unknown'
  | 'method-not-allowed'
  | 'page-token-invalid'
  | 'token-reused'
  // who is calling
  | 'credentials-missing'
  | 'credentials-unreadable'
  | 'credentials-unknown'
  | 'credentials-rejected'
  | 'signature-wrong'
  | 'signature-expired'
  | 'login-throttled'
  | 'permission-missing'
  // flows
  | 'flow-not-found'
  | 'flow-name-taken'
  | 'flow-not-startable'
  | 'flow-not-stoppable'
  | 'flow-on-demand'
  | 'flow-runs-unavailable'
  | 'flow-in-use'
  | 'flow-quota-exceeded'
  // users and access keys
  | 'user-not-found'
  | 'user-name-taken'
  | 'user-is-caller'
  | 'user-is-last-administrator'
  | 'access-key-not-found'
  | EstateErrorCode
  // the store
  | 'changed-meanwhile'
  | 'busy'
  | 'unavailable'
  | 'internal'

/** Refusals about servers, clusters and rollouts: the dialects that speak of flows only render them all alike. */
export const estateErrorCodes = [
  'enrolment-token-not-found',
  'agent-not-found',
  'agent-not-responding',
  'server-not-found',
  'server-name-taken',
  'server-already-registered',
  'server-in-cluster',
  'server-not-running',
  'server-file-not-found',
  'server-file-refused',
  'user-group-not-found',
  'user-group-name-taken',
  'server-group-not-found',
  'server-group-name-taken',
  'cluster-not-found',
  'cluster-name-taken',
  'cluster-refused',
  'cluster-not-running',
  'estate-down',
  'application-name-missing',
  'runtime-flow-not-found',
  'runtime-flow-state',
  'endpoint-not-found',
  'application-not-found',
  'version-not-found',
  'version-given',
  'version-taken',
  'repository-full',
  'archive-missing',
  'archive-not-zip',
  'archive-refused',
  'upload-not-found',
  'deployment-not-found',
  'deployment-name-taken',
  'deployment-name-invalid',
  'deployment-unresolved',
  'deployment-stale',
  'deployment-refused',
  'rollout-not-found',
  'rollout-blocked',
  'rollout-over',
] as const
export type EstateErrorCode = (typeof estateErrorCodes)[number]

/** One thing wrong with an input: where (path of member names and indexes), what kind, and a sentence. */
export interface Problem {
  path: (string | number)[]
  /** `missing`, `type` (wrong JSON type), `length`, `range`, `pattern`, `enum`, `unknown` or `other`. */
  kind: 'missing' | 'type' | 'length' | 'range' | 'pattern' | 'enum' | 'unknown' | 'other'
  message: string
}

/** A refusal. Thrown by core, store and operations; caught by the entries only, which let the dialect render it. */
export class DomainError extends Error {
  readonly code: ErrorCode
  /**
   * What a dialect may need to render it: ids, the problems of an input, seconds to wait. Never secrets. `isFinal`: a
   * refusal that is to reach the caller at once, though one of its code is else decided again.
   */
  readonly data: {
    problems?: Problem[]
    allow?: string[]
    retryAfterSeconds?: number
    isFinal?: boolean
    [key: string]: unknown
  }

  constructor(code: ErrorCode, message: string, data: DomainError['data'] = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'DomainError'
    this.code = code
    this.data = data
  }
}

/** An input that is well-formed but breaks one rule; `path` names the member. */
export const invalid = (path: (string | number)[], message: string, kind: Problem['kind'] = 'other'): DomainError =>
  new DomainError('input-invalid', message, { problems: [{ path, kind, message }] })
