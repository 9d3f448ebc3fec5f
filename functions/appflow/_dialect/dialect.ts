import { estateErrorCodes, type DomainError } from '#core/errors.ts'
import { alike, operationOf, refusalHeaders, type Dialect } from '#runtime/dialect.ts'
import { explain } from './explain.ts'

/**
 * Amazon AppFlow's wire: restJson1 as the unmodified AWS CLI and SDKs speak it. Errors carry their name in
 * `x-amzn-errortype`, bare, and again in the body for proxies that drop such headers (docs/dialects/appflow.md 1.4).
 */
export const dialect: Dialect = {
  name: 'appflow',
  title: 'Sluice: Amazon AppFlow dialect',
  description:
    'The flow life cycle of Amazon AppFlow (API version 2020-08-23) for unmodified AWS CLI and SDK clients: point them here with an endpoint URL and sign with a Sluice access key.',
  basePath: '/appflow',
  authentication: 'sigv4',
  bodyLimitBytes: 256 * 1024,
  nullIsAbsent: true,
  errors: {
    ...alike(estateErrorCodes, { status: 409, name: 'ConflictException' }),
    'input-malformed': { status: 400, name: 'SerializationException' },
    'input-invalid': { status: 400, name: 'ValidationException' },
    'body-too-large': { status: 413, name: 'RequestEntityTooLargeException' },
    'route-unknown': { status: 404, name: 'UnknownOperationException' },
    'method-not-allowed': { status: 405, name: 'UnknownOperationException' },
    'page-token-invalid': { status: 400, name: 'ValidationException' },
    'token-reused': { status: 409, name: 'ConflictException' },
    'credentials-missing': { status: 403, name: 'MissingAuthenticationTokenException' },
    'credentials-unreadable': { status: 400, name: 'IncompleteSignatureException' },
    'credentials-unknown': { status: 403, name: 'UnrecognizedClientException' },
    'credentials-rejected': { status: 403, name: 'UnrecognizedClientException' },
    'signature-wrong': { status: 403, name: 'InvalidSignatureException' },
    'signature-expired': { status: 403, name: 'InvalidSignatureException' },
    'login-throttled': { status: 429, name: 'ThrottlingException' },
    'permission-missing': { status: 403, name: 'AccessDeniedException' },
    'flow-not-found': { status: 404, name: 'ResourceNotFoundException' },
    'flow-name-taken': { status: 409, name: 'ConflictException' },
    'flow-not-startable': { status: 409, name: 'ConflictException' },
    'flow-not-stoppable': { status: 409, name: 'ConflictException' },
    'flow-on-demand': { status: 400, name: 'UnsupportedOperationException' },
    'flow-runs-unavailable': { status: 400, name: 'UnsupportedOperationException' },
    'flow-in-use': { status: 409, name: 'ConflictException' },
    'flow-quota-exceeded': { status: 402, name: 'ServiceQuotaExceededException' },
    'user-not-found': { status: 404, name: 'ResourceNotFoundException' },
    'user-name-taken': { status: 409, name: 'ConflictException' },
    'user-is-caller': { status: 409, name: 'ConflictException' },
    'user-is-last-administrator': { status: 409, name: 'ConflictException' },
    'access-key-not-found': { status: 404, name: 'ResourceNotFoundException' },
    'changed-meanwhile': { status: 409, name: 'ConflictException' },
    busy: { status: 429, name: 'ThrottlingException' },
    unavailable: { status: 503, name: 'ServiceUnavailableException' },
    internal: { status: 500, name: 'InternalServerException' },
  },
  renderAnswer: (answer, requestId) => ({ headers: headers(requestId), body: JSON.stringify(answer) }),
  renderError: (error, { name }, requestId) => ({
    headers: {
      ...headers(requestId),
      'x-amzn-errortype': name,
      ...refusalHeaders(error),
    },
    body: JSON.stringify({ __type: name, message: messageOf(error) }),
  }),
  errorSchema: {
    type: 'object',
    required: ['__type', 'message'],
    properties: { __type: { type: 'string' }, message: { type: 'string' } },
  },
  errorMediaType: 'application/json',
}

export const operation = operationOf(dialect)

const headers = (requestId: string) => ({ 'content-type': 'application/json', 'x-amzn-requestid': requestId })

const messageOf = (error: DomainError): string =>
  error.code === 'input-invalid' && error.data.problems ? explain(error.data.problems) : error.message
