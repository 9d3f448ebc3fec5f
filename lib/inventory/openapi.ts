import { toJSONSchema } from 'zod/mini'
import type { ErrorCode } from '#core/errors.ts'
import { registeredComponent } from '#runtime/declarations/component.ts'
import type { Dialect } from '#runtime/declarations/dialect.ts'
import { withValues } from '#runtime/declarations/example.ts'
import { longestWaitSeconds } from '#runtime/entries/watch.ts'
import { looksAtBody } from '#runtime/invocation/input.ts'
import {
  permissionsOf,
  idempotencySeconds,
  queryOf,
  takesIdempotencyKey,
  wireOf,
  type Operation,
} from '#runtime/declarations/operation.ts'
import type { Registry } from './registry.ts'
import { membersIn, templatesOf } from '#runtime/invocation/routing.ts'
import type { Schema } from '#runtime/declarations/schema.ts'

/**
 * The OpenAPI 3.1 document of a dialect, from the same declarations that route, check and permit. Every refusal an
 * operation can meet is in it: its own, and those that come with credentials, permissions and input.
 */
export function openApi({ operations, components }: Registry, dialect: Dialect): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const { operation, summary } of operations) {
    if (operation.dialect.name !== dialect.name) continue
    for (const [index, { method, path }] of templatesOf(operation).entries()) {
      // OpenAPI has no greedy members; the description of the parameter says that slashes are part of it.
      const at = (paths[path.replaceAll('+}', '}')] ??= {})
      at[method.toLowerCase()] = describe(operation, summary, path, index)
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: dialect.title,
      description: dialect.description,
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Error: dialect.errorSchema, ...(dialect.showsComponents ? settingsOf(components) : {}) },
      securitySchemes: Object.fromEntries(
        [dialect, ...(dialect.routeFamilies ?? [])].flatMap((one) => Object.entries(schemesOf({ ...dialect, ...one }))),
      ),
    },
  }
}

/** The settings of each built-in component, as a schema named like it. */
const settingsOf = (components: Registry['components']): Record<string, object> =>
  Object.fromEntries(
    components
      .filter(({ component: { name } }) => name !== registeredComponent)
      .map(({ component: { name, settings }, summary }) => [
        `settings-of-${name}`,
        { description: summary, ...jsonSchema(settings, 'input') },
      ]),
  )

function schemesOf({ authentication, name }: Dialect): Record<string, object> {
  switch (authentication) {
    case 'sigv4':
      return {
        sigv4: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: `AWS Signature Version 4, service ${name}, with a Sluice access key`,
        },
      }
    case 'agent':
      return {
        agent: { type: 'http', scheme: 'bearer', description: 'An enrolment token, or the credential of an agent' },
      }
    case 'session':
      return { token: { type: 'http', scheme: 'bearer', description: 'A token that Login has given' } }
    case 'flow':
      return {}
    case 'authorizer':
      return { basic: { type: 'http', scheme: 'basic' }, bearer: { type: 'http', scheme: 'bearer' } }
  }
}

type JsonSchema = { properties?: Record<string, object>; required?: string[]; [key: string]: unknown }

function describe(operation: Operation, summary: string, path: string, index: number): object {
  const { name, input, permission, dialect, form, rawBody, anyBody, redirects, status = 200 } = operation
  const schema = jsonSchema(input, 'input')
  const inPath = membersIn(path)
  const query = queryOf(operation)
  const allPathMembers = templatesOf(operation).flatMap((one) => membersIn(one.path))
  const request = withValues(operation.example.request) as Record<string, unknown>
  const parameters = [
    ...inPath.map((member) => parameter(schema, request, member, 'path', true)),
    ...query.map(([member, name]) => ({
      ...parameter(schema, request, member, 'query', schema.required?.includes(member) ?? false),
      name,
    })),
  ]
  if (takesIdempotencyKey(operation)) parameters.push(idempotencyKey)
  if (operation.watchable) parameters.push(ifNoneMatch, prefer)
  const elsewhere = new Set([...allPathMembers, ...query.map(([member]) => member)])
  const body = bodySchema(schema, elsewhere)
  const content = answerContent(operation)
  const { method } = templatesOf(operation)[index] ?? {}
  const isHead = method === 'HEAD'
  const schemes = Object.keys(schemesOf(dialect)).map((scheme) => ({ [scheme]: [] }))
  return {
    operationId: index === 0 ? name : `${name}-${index + 1}`,
    summary,
    tags: [dialect.name],
    'x-sluice-permission': permissionsOf(operation)?.join(' or ') ?? permission,
    ...(permission === 'public' ? { security: [] } : { security: schemes }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...((looksAtBody(operation) || form || rawBody || (anyBody && method === 'POST')) &&
    Object.keys(body.properties ?? {}).length > 0
      ? {
          requestBody: {
            required: (body.required?.length ?? 0) > 0,
            content: form
              ? { 'multipart/form-data': { schema: formSchema(body, form.file) } }
              : rawBody
                ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
                : anyBody
                  ? { '*/*': { schema: body.properties?.[anyBody] ?? {}, example: request[anyBody] } }
                  : jsonBody(operation, body, without(request, elsewhere)),
          },
        }
      : {}),
    responses: {
      [status]: {
        description: 'Success',
        ...(operation.watchable ? { headers: { ETag: etag } } : {}),
        ...(isHead ? {} : { content }),
      },
      ...(operation.watchable ? { 304: { description: 'Nothing has changed', headers: { ETag: etag } } } : {}),
      ...(redirects === undefined ? {} : { 301: { description: redirects, headers: { Location: location } } }),
      ...errorResponses(operation),
    },
  }
}

/** The header by which POST requests are made safe to repeat. */
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: `Makes the request safe to repeat for ${idempotencySeconds / 3600} hours: the same key with the same input, from the same caller, is answered as the first time, and nothing is done again.`,
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

/** The headers by which a caller waits for an answer to change. */
const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description:
    'The ETag of the answer that the caller has. As long as the answer is still the same, it is 304 without a body.',
  schema: { type: 'string', maxLength: 1024 },
}
const prefer = {
  name: 'Prefer',
  in: 'header',
  required: false,
  description: `With If-None-Match: \`wait=20\` answers as soon as the answer has changed, or with 304 after so many seconds, ${longestWaitSeconds} at most.`,
  schema: { type: 'string', maxLength: 1024 },
  example: 'wait=20',
}
const etag = { required: true, description: 'Of this answer.', schema: { type: 'string' } }

const location = { required: true, schema: { type: 'string', format: 'uri' } }

const formSchema = (body: JsonSchema, file: string): JsonSchema => ({
  ...body,
  properties: { ...body.properties, [file]: { type: 'string', format: 'binary' } },
})

function parameter(
  schema: JsonSchema,
  request: Record<string, unknown>,
  name: string,
  where: 'path' | 'query',
  required: boolean,
): object {
  const example = request[name]
  return {
    name,
    in: where,
    required,
    schema: schema.properties?.[name] ?? {},
    ...(example === undefined ? {} : { example }),
  }
}

/** The answer as JSON, or the document that it is. */
function answerContent({ isDocument, example, output }: Operation): object {
  const answer = withValues(example.answer)
  if (!isDocument) return { 'application/json': { schema: jsonSchema(output, 'output'), example: answer } }
  const { text } = answer as { text?: string }
  return { '*/*': { schema: { type: 'string' }, ...(text === undefined ? {} : { example: text }) } }
}

/** The body as JSON: an object of the members, or the one member that is all of it. */
function jsonBody({ body: member }: Operation, schema: JsonSchema, request: Record<string, unknown>): object {
  const whole = member === undefined ? schema : (schema.properties?.[member] ?? {})
  return { 'application/json': { schema: whole, example: member === undefined ? request : request[member] } }
}

const without = (members: Record<string, unknown>, names: ReadonlySet<string>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !names.has(name)))

function bodySchema(schema: JsonSchema, elsewhere: Set<string>): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).filter(([member]) => !elsewhere.has(member)),
  )
  const required = schema.required?.filter((member) => !elsewhere.has(member))
  return { ...schema, properties, required: required?.length ? required : undefined }
}

/** What every operation can be refused for, besides its own `fails`. */
export function commonFailures(operation: Operation): ErrorCode[] {
  const { permission, dialect, input } = operation
  const credentials: ErrorCode[] =
    permission === 'public'
      ? []
      : dialect.authentication === 'sigv4'
        ? [
            'credentials-missing',
            'credentials-unreadable',
            'credentials-unknown',
            'signature-wrong',
            'signature-expired',
          ]
        : dialect.authentication === 'agent' || dialect.authentication === 'session'
          ? ['credentials-missing', 'credentials-unreadable', 'credentials-rejected']
          : ['credentials-missing', 'credentials-unreadable', 'credentials-rejected', 'login-throttled']
  const permissions: ErrorCode[] = permissionsOf(operation) ? ['permission-missing'] : []
  const hasInput = Object.keys(jsonSchema(input, 'input').properties ?? {}).length > 0
  return [
    ...credentials,
    ...permissions,
    ...(hasInput ? (['input-malformed', 'input-invalid'] as const) : []),
    ...(takesIdempotencyKey(operation) ? (['token-reused'] as const) : []),
    'body-too-large',
    'throttled',
    'unavailable',
    'internal',
  ]
}

function errorResponses(operation: Operation): Record<string, object> {
  const { dialect } = operation
  const byStatus = Map.groupBy(
    new Set([...operation.fails, ...commonFailures(operation)]),
    (code) => wireOf(operation, code).status,
  )
  const isOwn = dialect.whole !== undefined && dialect.errorSchema !== dialect.whole.errorSchema
  const schema = isOwn ? dialect.errorSchema : { $ref: '#/components/schemas/Error' }
  const content = { [dialect.errorMediaType]: { schema } }
  return Object.fromEntries(
    [...byStatus]
      .sort(([one], [other]) => one - other)
      .map(([status, codes]) => [
        status,
        { description: [...new Set(codes.map((code) => wireOf(operation, code).name))].join(', '), content },
      ]),
  )
}

const jsonSchema = (schema: Schema, io: 'input' | 'output'): JsonSchema => {
  const { $schema: _, ...rest } = toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema
  return rest
}
