import type { DomainError } from '#core/errors.ts'
import { refusalHeaders, refusalOf, type Dialect } from '#runtime/declarations/dialect.ts'
import { operationOf } from '#runtime/declarations/operation.ts'
import { familyOf } from '#runtime/declarations/family.ts'
import { errors, type OwnCode } from './errors.ts'
import { canonical } from './ids.ts'

const mediaType = 'application/json'

const headers = (requestId: string) => ({ 'content-type': mediaType, 'x-request-id': requestId })

/** The API of the flow manager, which configures, reports and commands flows (docs/dialects/flow-manager.md). */
export const dialect: Dialect<OwnCode> = {
  name: 'flow-manager',
  title: 'Sluice: flow-manager dialect',
  description: 'Configurations, statuses and commands of flows, as the flow manager of an edge gateway has them.',
  basePath: '/flow-manager',
  authentication: 'authorizer',
  canonical,
  hasFixedWords: true,
  bodyLimitBytes: 1024 * 1024,
  nullIsAbsent: false,
  errors,
  renderAnswer: (answer, requestId) => ({ headers: headers(requestId), body: JSON.stringify(answer) }),
  renderError: (error, { status, name }, requestId) => ({
    headers: {
      ...headers(requestId),
      'x-sluice-error': name,
      ...(status === 401 ? { 'www-authenticate': 'Basic realm="flow-manager", charset="UTF-8"' } : {}),
      ...refusalHeaders(error),
    },
    body: JSON.stringify(rendered(error)),
  }),
  errorSchema: {
    type: 'object',
    required: ['error'],
    properties: {
      error: { type: 'string' },
      details: {
        type: 'array',
        items: {
          type: 'object',
          required: ['error'],
          properties: {
            index: { type: 'integer' },
            flow_id: { type: 'string' },
            status: { type: 'string' },
            error: { type: 'string' },
          },
        },
      },
    },
  },
  errorMediaType: mediaType,
}

export const operation = operationOf(dialect)
export const family = familyOf(dialect)

/** A refusal that flow-manager alone knows. `details`: what is wrong with single items. */
export const refusal = refusalOf(dialect)

const rendered = ({ message, data: { details } }: DomainError) => ({ error: message, details })
