import type { DomainError } from '#core/errors.ts'
import { refusalHeaders, type DialectSpec } from './dialect.ts'
import type { ErrorTable } from './error-rendering.ts'

/** A title is the code as a sentence: `flow-not-found` is "Flow not found". */
const titleOf = (code: string) => `${code.slice(0, 1).toUpperCase()}${code.slice(1).replaceAll('-', ' ')}`

/** Errors of the APIs that are ours: problem documents (RFC 9457) whose `type` ends in the domain's own error code. */
const errors: ErrorTable = {
  by: {
    invalid: { status: 400, name: titleOf },
    'too-large': { status: 413, name: titleOf },
    'method-not-allowed': { status: 405, name: titleOf },
    unauthenticated: { status: 401, name: titleOf },
    denied: { status: 403, name: titleOf },
    'not-found': { status: 404, name: titleOf },
    'already-exists': { status: 409, name: titleOf },
    conflict: { status: 409, name: titleOf },
    limit: { status: 409, name: titleOf },
    'rate-limited': { status: 429, name: titleOf },
    unavailable: { status: 503, name: titleOf },
    internal: { status: 500, name: 'Internal error' },
  },
  except: {
    'input-malformed': { name: 'Malformed input' },
    'input-invalid': { name: 'Invalid input' },
    'route-unknown': { name: 'Not found' },
    'page-token-invalid': { name: 'Invalid page token' },
    'login-throttled': { name: 'Too many logins' },
    'flow-on-demand': { name: 'Flow is on-demand' },
    'flow-quota-exceeded': { name: 'Quota exceeded' },
    'run-over': { name: 'Run has ended' },
    'run-not-failed': { name: 'Nothing has failed' },
    'run-quota-exceeded': { name: 'Quota exceeded' },
    'run-too-large': { name: 'Too much has failed' },
    'run-too-old': { name: 'Definition not kept' },
    'user-is-caller': { name: 'User is the caller' },
    'user-is-last-administrator': { name: 'User is the last administrator' },
    'server-already-registered': { name: 'Server registered already' },
    'server-in-cluster': { name: 'Server in a cluster' },
    'server-file-not-found': { name: 'File not found' },
    'server-file-refused': { name: 'File refused' },
    'no-server-available': { name: 'Nothing is up' },
    'runtime-flow-not-found': { name: 'Flow not found' },
    'runtime-flow-state': { name: 'Flow in another state' },
    'archive-not-zip': { name: 'Archive is no zip' },
    'deployment-stale': { name: 'Deployment changed' },
  },
}

const headers = (requestId: string) => ({ 'x-request-id': requestId, 'cache-control': 'no-store' })

/** What a dialect with problem documents shares with the others; `challenge` is what a 401 asks for. */
export const problemDocuments = (
  challenge: string,
): Pick<DialectSpec, 'errors' | 'renderAnswer' | 'renderError' | 'errorSchema' | 'errorMediaType'> => ({
  errors,
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
