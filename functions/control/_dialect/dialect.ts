import type { DomainError } from '#core/errors.ts'
import { operationOf, type Dialect } from '#runtime/dialect.ts'

/**
 * Sluice's own API: what none of the answered APIs has. Errors are problem documents (RFC 9457) whose `type` ends in
 * the domain's own error code.
 */
export const dialect: Dialect = {
  name: 'control',
  title: 'Sluice: control API',
  description: 'Users, access keys and health: what none of the APIs that Sluice answers has.',
  basePath: '/v1',
  authentication: 'authorizer',
  bodyLimitBytes: 64 * 1024,
  nullIsAbsent: false,
  errors: {
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
    'changed-meanwhile': { status: 409, name: 'Changed meanwhile' },
    busy: { status: 503, name: 'Busy' },
    internal: { status: 500, name: 'Internal error' },
  },
  renderAnswer: (answer, requestId) => ({
    headers: { ...headers(requestId), 'content-type': 'application/json' },
    body: JSON.stringify(answer),
  }),
  renderError: (error, { status, name }, requestId) => ({
    headers: {
      ...headers(requestId),
      'content-type': 'application/problem+json',
      ...(status === 401 ? { 'www-authenticate': 'Basic realm="sluice", charset="UTF-8", Bearer realm="sluice"' } : {}),
      ...(error.data.allow ? { allow: error.data.allow.join(', ') } : {}),
      ...(error.data.retryAfterSeconds ? { 'retry-after': String(error.data.retryAfterSeconds) } : {}),
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
    },
  },
  errorMediaType: 'application/problem+json',
}

export const operation = operationOf(dialect)

const headers = (requestId: string) => ({ 'x-request-id': requestId, 'cache-control': 'no-store' })

const problem = (error: DomainError, status: number, title: string, requestId: string) => ({
  type: `urn:sluice:error:${error.code}`,
  title,
  status,
  detail: error.message,
  instance: `urn:uuid:${requestId}`,
  problems: error.data.problems?.map(({ path, message }) => ({ member: path.join('.'), message })),
})
