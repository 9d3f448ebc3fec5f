import type { DomainError } from '#core/errors.ts'
import { refusalHeaders, type Dialect } from '#runtime/declarations/dialect.ts'
import { operationOf } from '#runtime/declarations/operation.ts'
import { errors } from './errors.ts'
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
  errors,
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
