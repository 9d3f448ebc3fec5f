import type { ErrorCategory } from './error-categories.ts'

/**
 * Every way an operation can be refused, with its category. A code is domain vocabulary (`noun-problem`); it is rendered
 * by its category unless a dialect says otherwise, so adding one here is all there is to do (docs/errors.md shows what
 * each dialect answers). Refusals that a single dialect knows are declared in its own table.
 */
export const categoryOf = {
  // the request itself
  'input-malformed': 'invalid',
  'input-invalid': 'invalid',
  'body-too-large': 'too-large',
  'route-unknown': 'not-found',
  'method-not-allowed': 'method-not-allowed',
  'page-token-invalid': 'invalid',
  'token-reused': 'conflict',
  // who is calling
  'credentials-missing': 'unauthenticated',
  'credentials-unreadable': 'unauthenticated',
  'credentials-unknown': 'unauthenticated',
  'credentials-rejected': 'unauthenticated',
  'signature-wrong': 'unauthenticated',
  'signature-expired': 'unauthenticated',
  'login-throttled': 'rate-limited',
  'permission-missing': 'denied',
  // flows
  'flow-not-found': 'not-found',
  'flow-name-taken': 'already-exists',
  'flow-not-startable': 'conflict',
  'flow-not-stoppable': 'conflict',
  'flow-on-demand': 'conflict',
  'flow-in-use': 'conflict',
  'flow-not-active': 'conflict',
  'flow-without-first-step': 'conflict',
  'flow-made-elsewhere': 'conflict',
  'flow-not-placeable': 'conflict',
  'flow-quota-exceeded': 'limit',
  // templates of flows
  'template-not-found': 'not-found',
  'template-quota-exceeded': 'limit',
  // runs of flows
  'run-not-found': 'not-found',
  'run-over': 'conflict',
  'run-in-progress': 'conflict',
  'run-not-failed': 'conflict',
  'run-quota-exceeded': 'limit',
  'run-too-large': 'limit',
  'run-too-old': 'conflict',
  // users and access keys
  'user-not-found': 'not-found',
  'user-name-taken': 'already-exists',
  'user-is-caller': 'conflict',
  'user-is-last-administrator': 'conflict',
  'user-group-not-found': 'not-found',
  'user-group-name-taken': 'already-exists',
  'access-key-not-found': 'not-found',
  // agents and servers
  'enrolment-token-not-found': 'not-found',
  'agent-not-found': 'not-found',
  'agent-not-responding': 'conflict',
  'server-not-found': 'not-found',
  'server-name-taken': 'already-exists',
  'server-already-registered': 'already-exists',
  'server-in-cluster': 'conflict',
  'server-not-running': 'conflict',
  'server-file-not-found': 'not-found',
  'server-file-refused': 'conflict',
  'server-group-not-found': 'not-found',
  'server-group-name-taken': 'already-exists',
  // clusters, and what runs on them
  'cluster-not-found': 'not-found',
  'cluster-name-taken': 'already-exists',
  'cluster-refused': 'conflict',
  'cluster-not-running': 'conflict',
  'no-server-available': 'conflict',
  'runtime-flow-not-found': 'not-found',
  'runtime-flow-state': 'conflict',
  'endpoint-not-found': 'not-found',
  // the repository
  'application-not-found': 'not-found',
  'version-not-found': 'not-found',
  'version-taken': 'already-exists',
  'repository-full': 'limit',
  'archive-missing': 'invalid',
  'archive-not-zip': 'invalid',
  'archive-refused': 'invalid',
  'upload-not-found': 'not-found',
  // deployments and rollouts
  'deployment-not-found': 'not-found',
  'deployment-name-taken': 'already-exists',
  'deployment-unresolved': 'invalid',
  'deployment-stale': 'conflict',
  'deployment-refused': 'conflict',
  'rollout-not-found': 'not-found',
  'rollout-blocked': 'conflict',
  'rollout-finished': 'conflict',
  // components and credentials of flows
  'component-not-found': 'not-found',
  'component-built-in': 'conflict',
  'credential-not-found': 'not-found',
  // the store
  'version-conflict': 'conflict',
  throttled: 'unavailable',
  unavailable: 'unavailable',
  internal: 'internal',
} as const satisfies Record<string, ErrorCategory>
export type ErrorCode = keyof typeof categoryOf

/** A code that one dialect declares in its table (`own`); only that dialect's `refusal` makes an error of it. */
export type OwnErrorCode = string & { readonly __ownErrorCode: true }

/** One thing wrong with an input: where (path of member names and indexes), what kind, and a sentence. */
export interface Problem {
  path: (string | number)[]
  /** `missing`, `type` (wrong JSON type), `length`, `range`, `pattern`, `enum`, `unknown` or `other`. */
  kind: 'missing' | 'type' | 'length' | 'range' | 'pattern' | 'enum' | 'unknown' | 'other'
  message: string
}

/**
 * A refusal. Thrown by core, store and operations; caught by the entries only, which let the dialect render it. Its message
 * is written for the caller and never holds a secret or another tenant's data.
 */
export class DomainError extends Error {
  readonly code: ErrorCode | OwnErrorCode
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

  constructor(code: ErrorCode | OwnErrorCode, message: string, data: DomainError['data'] = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'DomainError'
    this.code = code
    this.data = data
  }
}

/** An input that is well-formed but breaks one rule; `path` names the member. */
export const invalid = (path: (string | number)[], message: string, kind: Problem['kind'] = 'other'): DomainError =>
  new DomainError('input-invalid', message, { problems: [{ path, kind, message }] })
