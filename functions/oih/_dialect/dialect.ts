import type { DomainError } from '#core/errors.ts'
import { refusalHeaders, refusalOf, type Dialect, type RouteFamily } from '#runtime/declarations/dialect.ts'
import type { ErrorMapping } from '#runtime/declarations/error-rendering.ts'
import { familyOf } from '#runtime/declarations/family.ts'
import { operationOf } from '#runtime/declarations/operation.ts'
import { errors, type OwnCode } from './errors.ts'
import { canonical } from './ids.ts'

const mediaType = 'application/json; charset=utf-8'

/** The name of a refusal for programs, beside a body that has no room for it. */
const errorHeader = 'x-sluice-error'

const headers = (requestId: string) => ({ 'content-type': mediaType, 'x-request-id': requestId })

/** How the refusals of some routes look: a body made of what is told, and its schema. */
const refusing = (
  bodyOf: (error: DomainError, wire: ErrorMapping) => unknown,
  errorSchema: Record<string, unknown>,
): Pick<RouteFamily<OwnCode>, 'renderError' | 'errorSchema'> &
  Required<Pick<Dialect<OwnCode>, 'renderError' | 'errorSchema'>> => ({
  renderError: (error, wire, requestId) => ({
    headers: { ...headers(requestId), [errorHeader]: wire.name, ...refusalHeaders(error) },
    body: JSON.stringify(bodyOf(error, wire)),
  }),
  errorSchema,
})

/** Flows and templates tell all that is wrong, each with the status again. */
const listed = refusing(
  (error, { status }) => ({ errors: messagesOf(error).map((message) => ({ message, code: status })) }),
  {
    type: 'object',
    required: ['errors'],
    properties: {
      errors: {
        type: 'array',
        items: { type: 'object', properties: { message: { type: 'string' }, code: { type: 'integer' } } },
      },
    },
  },
)

/** Users and sign-in answer a word; none where no header was sent. */
const worded = refusing((error, { name }) => ({ message: error.code === 'credentials-missing' ? '' : name }), {
  type: 'object',
  required: ['message'],
  properties: { message: { type: 'string' } },
})

/** Webhooks and executions answer a sentence. */
const simple = refusing((error) => ({ error: messagesOf(error).join(' ') }), {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string' } },
})

/**
 * The control API of Open Integration Hub, which FlowMate serves. Upstream it is several services, and each has a form of
 * refusals of its own: what differs by routes is in `routeFamilies` (docs/dialects/oih.md 1).
 */
export const dialect: Dialect<OwnCode> = {
  name: 'oih',
  title: 'Sluice: Open Integration Hub dialect',
  description: 'Flows, templates, users, executions and webhooks as FlowMate and Open Integration Hub have them.',
  basePath: '/oih',
  authentication: 'session',
  canonical,
  ignoresOtherMediaTypes: true,
  browsers: {
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    headers: ['authorization', 'content-type', 'x-request-id', 'x-auth-type', 'x-hmac'],
  },
  bodyLimitBytes: 100 * 1024,
  nullIsAbsent: false,
  errors,
  renderAnswer: (answer, requestId) => ({ headers: headers(requestId), body: JSON.stringify(answer) }),
  ...listed,
  errorMediaType: mediaType,
  routeFamilies: [
    ...['/api', '/users', '/login', '/logout'].map((prefix) => ({ prefix, ...worded })),
    ...['/webhooks', '/hook'].map((prefix) => ({ prefix, authentication: 'flow' as const, ...simple })),
    { prefix: '/executions', ...simple },
  ],
}

export const operation = operationOf(dialect)
export const family = familyOf(dialect)

/** A refusal that the hub alone knows. */
export const refusal = refusalOf(dialect)

/**
 * What is told of a refusal: a word or sentence of the hub's own for those that every operation can meet, each of the
 * messages that an operation collected under `messages`, else its message.
 */
function messagesOf({ code, message, data }: DomainError): string[] {
  if (code === 'credentials-rejected') return ['Token invalid. Error: Error. Details: Token not found in IAM']
  if (code === 'permission-missing') return ['MISSING_PERMISSION']
  if (code === 'body-too-large') return ['request entity too large']
  return Array.isArray(data.messages) ? (data.messages as string[]) : [message]
}
