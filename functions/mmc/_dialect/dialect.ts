import type { DomainError, ErrorCode } from '#core/errors.ts'
import { refusalHeaders, refusalOf, type Dialect } from '#runtime/declarations/dialect.ts'
import { operationOf } from '#runtime/declarations/operation.ts'
import type { ErrorMapping } from '#runtime/declarations/error-rendering.ts'
import { familyOf } from '#runtime/declarations/family.ts'
import { errors, type OwnCode } from './errors.ts'
import { baseIn, canonical } from './spelling.ts'

/**
 * The REST API of the Mule Management Console, end of life since 2019, as its scripts speak it. Codes differ by operation
 * where the original's did; those stand with the operation. Answers are one line of JSON without a charset, errors always
 * have a body, nothing answers 204 (docs/dialects/mmc.md 1).
 */
export const dialect: Dialect<OwnCode> = {
  name: 'mmc',
  title: 'Sluice: Mule Management Console dialect',
  description:
    'Servers, server groups, clusters, the application repository and deployments as the Mule Management Console had them (3.2 to 3.8). The context path may be any, or none.',
  basePath: '/mmc',
  authentication: 'authorizer',
  canonical,
  baseIn,
  isLenient: true,
  hasIdempotencyKeys: true,
  bodyLimitBytes: 256 * 1024,
  nullIsAbsent: true,
  errors,
  renderAnswer: (answer, requestId) => ({ headers: headers(requestId), body: JSON.stringify(answer) }),
  renderError: (error, { status, name }, requestId) => ({
    headers: {
      ...headers(requestId),
      ...(status === 401 && error.code.startsWith('credentials') ? { 'www-authenticate': 'Basic realm="mmc"' } : {}),
      ...refusalHeaders(error),
    },
    body: JSON.stringify(rendered(error, name)),
  }),
  errorSchema: {
    type: 'object',
    required: ['message', 'error'],
    properties: { message: { type: 'string' }, error: { type: 'string' } },
  },
  errorMediaType: 'application/json',
}

export const operation = operationOf(dialect)
export const family = familyOf(dialect)

/** A refusal that the console alone knew. */
export const refusal = refusalOf(dialect)

const headers = (requestId: string) => ({ 'content-type': 'application/json', 'x-request-id': requestId })

/** `message` as documented; `error` is ours, for programs. */
const rendered = (error: DomainError, name: string) => ({ message: error.message, error: name })

/** The code for a caller without the permission, where it is not 401 (docs/dialects/mmc.md 1). */
export const unpermitted = (status: number): Partial<Record<ErrorCode, ErrorMapping>> => ({
  'permission-missing': { status, name: 'Unauthorized' },
})
