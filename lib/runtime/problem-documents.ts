import type { DomainError, ErrorCode } from '#core/errors.ts'
import { refusalHeaders, type DialectSpec, type Wire } from './dialect.ts'

/** Errors of the APIs that are ours: problem documents (RFC 9457) whose `type` ends in the domain's own error code. */
export const problemErrors: Readonly<Record<ErrorCode, Wire>> = {
  'input-malformed': { status: 400, name: 'Malformed input' },
  'input-invalid': { status: 400, name: 'Invalid input' },
  'body-too-large': { status: 413, name: 'Body too large' },
  'route-unknown': { status: 404, name: 'Not found' },
  'method-not-allowed': { status: 405, name: 'Method not allowed' },
  'page-token-invalid': { status: 400, name: 'Invalid page token' },
  'token-reused': { status: 409, name: 'Token reused' },
  'credentials-missing': { status: 401, name: 'Credentials missing' },
  'credentials-unreadable': { status: 401, name: 'Credentials unreadable' },
  'credentials-unknown': { status: 401, name: 'Credentials unknown' },
  'credentials-rejected': { status: 401, name: 'Credentials rejected' },
  'signature-wrong': { status: 401, name: 'Signature wrong' },
  'signature-expired': { status: 401, name: 'Signature expired' },
  'login-throttled': { status: 429, name: 'Too many logins' },
  'permission-missing': { status: 403, name: 'Permission missing' },
  'flow-not-found': { status: 404, name: 'Flow not found' },
  'flow-name-taken': { status: 409, name: 'Flow name taken' },
  'flow-not-startable': { status: 409, name: 'Flow not startable' },
  'flow-not-stoppable': { status: 409, name: 'Flow not stoppable' },
  'flow-on-demand': { status: 409, name: 'Flow is on-demand' },
  'flow-runs-unavailable': { status: 409, name: 'Runs unavailable' },
  'flow-in-use': { status: 409, name: 'Flow in use' },
  'flow-quota-exceeded': { status: 409, name: 'Quota exceeded' },
  'user-not-found': { status: 404, name: 'User not found' },
  'user-name-taken': { status: 409, name: 'User name taken' },
  'user-is-caller': { status: 409, name: 'User is the caller' },
  'access-key-not-found': { status: 404, name: 'Access key not found' },
  'enrolment-token-not-found': { status: 404, name: 'Enrolment token not found' },
  'agent-not-found': { status: 404, name: 'Agent not found' },
  'agent-not-responding': { status: 409, name: 'Agent not responding' },
  'server-not-found': { status: 404, name: 'Server not found' },
  'server-name-taken': { status: 409, name: 'Server name taken' },
  'server-already-registered': { status: 409, name: 'Server registered already' },
  'server-in-cluster': { status: 409, name: 'Server in a cluster' },
  'server-not-running': { status: 409, name: 'Server not running' },
  'server-group-not-found': { status: 404, name: 'Server group not found' },
  'server-group-name-taken': { status: 409, name: 'Server group name taken' },
  'cluster-not-found': { status: 404, name: 'Cluster not found' },
  'cluster-name-taken': { status: 409, name: 'Cluster name taken' },
  'cluster-refused': { status: 409, name: 'Cluster refused' },
  'cluster-not-running': { status: 409, name: 'Cluster not running' },
  'estate-down': { status: 409, name: 'Nothing is up' },
  'application-name-missing': { status: 400, name: 'Application name missing' },
  'runtime-flow-not-found': { status: 404, name: 'Flow not found' },
  'runtime-flow-state': { status: 409, name: 'Flow in another state' },
  'endpoint-not-found': { status: 404, name: 'Endpoint not found' },
  'rollout-not-found': { status: 404, name: 'Rollout not found' },
  'rollout-blocked': { status: 409, name: 'Rollout blocked' },
  'rollout-over': { status: 409, name: 'Rollout over' },
  'changed-meanwhile': { status: 409, name: 'Changed meanwhile' },
  busy: { status: 503, name: 'Busy' },
  internal: { status: 500, name: 'Internal error' },
}

const headers = (requestId: string) => ({ 'x-request-id': requestId, 'cache-control': 'no-store' })

/** What a dialect with problem documents shares with the others; `challenge` is what a 401 asks for. */
export const problemDocuments = (
  challenge: string,
): Pick<DialectSpec, 'errors' | 'renderAnswer' | 'renderError' | 'errorSchema' | 'errorMediaType'> => ({
  errors: problemErrors,
  renderAnswer: (answer, requestId) => ({
    headers: { ...headers(requestId), 'content-type': 'application/json' },
    body: JSON.stringify(answer),
  }),
  renderError: (error, { status, name }, requestId) => ({
    headers: {
      ...headers(requestId),
      'content-type': 'application/problem+json',
      ...(status === 401 ? { 'www-authenticate': challenge } : {}),
      ...refusalHeaders(error),
    },
    body: JSON.stringify(problem(error, status, name, requestId)),
  }),
  errorSchema: {
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'instance'],
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      instance: { type: 'string' },
      problems: {
        type: 'array',
        items: { type: 'object', properties: { member: { type: 'string' }, message: { type: 'string' } } },
      },
      blockers: {
        type: 'array',
        items: { type: 'object', properties: { code: { type: 'string' }, message: { type: 'string' } } },
      },
    },
  },
  errorMediaType: 'application/problem+json',
})

const problem = (error: DomainError, status: number, title: string, requestId: string) => ({
  type: `urn:sluice:error:${error.code}`,
  title,
  status,
  detail: error.message,
  instance: `urn:uuid:${requestId}`,
  problems: error.data.problems?.map(({ path, message }) => ({ member: path.join('.'), message })),
  blockers: error.data.blockers,
})
