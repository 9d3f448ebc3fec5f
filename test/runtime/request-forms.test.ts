import { describe, expect, test } from 'vitest'
import { DomainError } from '../../lib/core/errors.ts'
import { environment, services } from '../../lib/runtime/invocation/context.ts'
import authorizer from '../../lib/runtime/credentials/authenticators/authorizer.ts'
import type { Dialect } from '../../lib/runtime/declarations/dialect.ts'
import { direct } from '../../lib/runtime/entries/direct.ts'
import { httpEntry, type HttpEvent } from '../../lib/runtime/entries/http.ts'
import { fallback } from '../../lib/runtime/declarations/fallback.ts'
import { openApi } from '../../lib/inventory/openapi.ts'
import { operationOf, type Operation } from '../../lib/runtime/declarations/operation.ts'
import { Reply } from '../../lib/runtime/declarations/reply.ts'
import { problemDocuments } from '../../lib/runtime/declarations/problem-documents.ts'
import * as t from '../../lib/runtime/declarations/schema.ts'

/** A dialect of its own, with one family of routes that differs: what requests and refusals may look like. */
const problems = problemDocuments('Bearer')
const dialect: Dialect = {
  ...problems,
  name: 'sketch',
  title: 'Sketch',
  description: 'A dialect for these tests.',
  basePath: '/sketch',
  authentication: 'authorizer',
  bodyLimitBytes: 1000,
  nullIsAbsent: true,
  routeFamilies: [
    {
      prefix: '/hooks',
      authentication: 'agent',
      renderError: (error, { status }) => ({
        headers: { 'content-type': 'text/plain' },
        body: `${status} ${error.message}`,
      }),
      errorSchema: { type: 'string' },
      errorMediaType: 'text/plain',
    },
  ],
}
const operation = operationOf(dialect)
const open = { permission: 'public', fails: [], effects: {} } as const
const echo = t.object({ given: t.unknown() })

const importTags = operation({
  ...open,
  name: 'ImportTags',
  route: 'PUT /things/{thingId}/tags',
  example: { request: { thingId: 'a', tags: ['x', 'y'] }, answer: { given: ['x', 'y'] } },
  input: t.object({ thingId: t.string(), tags: t.array(t.string()) }),
  body: 'tags',
  output: echo,
  run: ({ thingId, tags }) => Promise.resolve({ given: { thingId, tags } }),
})

const listThings = operation({
  ...open,
  name: 'ListThings',
  route: 'GET /things',
  example: { request: { pageSize: 5 }, answer: { given: { pageSize: 5 } } },
  input: t.object({ pageSize: t.optional(t.int()), status: t.optional(t.array(t.string())) }),
  query: { pageSize: 'page[size]', status: 'filter[status]' },
  output: echo,
  run: (given) => Promise.resolve({ given }),
})

const probeThing = operation({
  ...open,
  name: 'ProbeThing',
  route: 'HEAD /things/{thingId}',
  example: { request: { thingId: 'a' }, answer: {} },
  input: t.object({ thingId: t.string() }),
  output: t.object({}),
  fails: ['flow-not-found'],
  run: ({ thingId }) => {
    if (thingId !== 'a') throw new DomainError('flow-not-found', 'There is no such thing.')
    return Promise.resolve(new Reply({}, { 'x-thing': thingId }))
  },
})

const things = new Map([['a', { size: 1 }]])
const resize = operation({
  ...open,
  name: 'Resize',
  route: 'POST /things/{thingId}/size',
  example: { request: { thingId: 'a', size: 2 }, answer: { given: 2 } },
  input: t.object({ thingId: t.string().check(t.maxLength(3)), size: t.int() }),
  output: echo,
  fails: ['flow-not-found'],
  find: ({ thingId }) => {
    const thing = things.get(thingId)
    if (!thing) throw new DomainError('flow-not-found', 'There is no such thing.')
    return Promise.resolve(thing)
  },
  run: ({ size }, _context, thing) => Promise.resolve({ given: size + thing.size }),
})

const hook = operation({
  ...open,
  permission: 'authenticated',
  name: 'ReceiveHook',
  route: 'POST /hooks/{hookId}',
  example: { request: { hookId: 'a' }, answer: { given: 'a' } },
  input: t.object({ hookId: t.string() }),
  output: echo,
  run: ({ hookId }) => Promise.resolve({ given: hookId }),
})

const own = services(environment([]), [])
const event = (method: string, path: string, { query = '', body }: { query?: string; body?: string } = {}) =>
  ({
    rawPath: path,
    rawQueryString: query,
    headers: {},
    body,
    isBase64Encoded: false,
    requestContext: { http: { method, path, sourceIp: '127.0.0.1' }, domainName: 'sketch.test' },
  }) as unknown as HttpEvent

async function send(one: Operation, method: string, path: string, more?: { query?: string; body?: string }) {
  const fault = (error: unknown) => {
    throw error as Error
  }
  const {
    statusCode,
    headers,
    body = '',
  } = await httpEntry(one, own, fault, authorizer)(event(method, `/sketch${path}`, more))
  return { status: statusCode, headers, body, json: (body.startsWith('{') ? JSON.parse(body) : undefined) as unknown }
}

const document = openApi(
  {
    operations: [importTags, listThings, probeThing, resize, hook].map((one) => ({ operation: one, summary: 'It.' })),
  } as never,
  dialect,
) as { paths: Record<string, Record<string, Record<string, unknown>>>; components: Record<string, object> }

describe('a body that is one member', () => {
  test('is that member, also where it is an array', async () => {
    const { json } = await send(importTags, 'PUT', '/things/a/tags', { body: '["x"]' })
    expect(json).toEqual({ given: { thingId: 'a', tags: ['x'] } })
  })

  test.each(['{"tags":["x"]}', '"x"', '[1]', ''])('%s is refused where an array of texts is wanted', async (body) => {
    expect((await send(importTags, 'PUT', '/things/a/tags', { body })).status).toBe(400)
  })

  test('is documented as what it is', () => {
    expect(document.paths['/sketch/things/{thingId}/tags']?.put?.requestBody).toMatchObject({
      content: { 'application/json': { schema: { type: 'array' }, example: ['x', 'y'] } },
    })
  })

  test('is a member like any other to a direct invocation', async () => {
    const answer = await direct(importTags, { thingId: 'a', tags: ['x'] }, 'r', own)
    expect(answer).toEqual({ given: { thingId: 'a', tags: ['x'] } })
  })
})

describe('names in the query', () => {
  test.each([
    'page[size]=5&filter[status]=a&filter[status]=b',
    'page%5Bsize%5D=5&filter%5Bstatus%5D=a&filter[status]=b',
  ])('%s gives the members that it stands for', async (query) => {
    const { json } = await send(listThings, 'GET', '/things', { query })
    expect(json).toEqual({ given: { pageSize: 5, status: ['a', 'b'] } })
  })

  test('the names of the members mean nothing there', async () => {
    expect((await send(listThings, 'GET', '/things', { query: 'pageSize=5' })).json).toEqual({ given: {} })
  })

  test('are documented as callers write them', () => {
    expect(document.paths['/sketch/things']?.get?.parameters).toMatchObject([
      { name: 'page[size]', in: 'query', example: 5 },
      { name: 'filter[status]', in: 'query' },
    ])
  })
})

describe('HEAD', () => {
  test('is answered with status and headers and without a body, refused or not', async () => {
    expect(await send(probeThing, 'HEAD', '/things/a')).toMatchObject({
      status: 200,
      body: '',
      headers: { 'x-thing': 'a' },
    })
    expect(await send(probeThing, 'HEAD', '/things/b')).toMatchObject({ status: 404, body: '' })
  })

  test('is documented without a body on either side', () => {
    const { responses, requestBody } = document.paths['/sketch/things/{thingId}']?.head ?? {}
    expect(requestBody).toBeUndefined()
    expect((responses as Record<string, object>)[200]).not.toHaveProperty('content')
  })
})

describe('an operation that looks up before it judges the body', () => {
  const at = (thingId: string, body: string) => send(resize, 'POST', `/things/${thingId}/size`, { body })

  test.each(['{', '[]', '{"size":"x"}', '{}'])('says first that there is none, whatever the body: %s', async (body) => {
    expect((await at('b', body)).status).toBe(404)
    expect((await at('a', body)).status).toBe(400)
  })

  test('is handed what it found', async () => {
    expect((await at('a', '{"size":2}')).json).toEqual({ given: 3 })
  })

  test('never looks up by a path that its own schema refuses', async () => {
    expect((await at('abcd', '{')).status).toBe(400)
  })

  test('does the same for a direct invocation', async () => {
    await expect(direct(resize, { thingId: 'b', size: 'x' }, 'r', own)).rejects.toThrow('There is no such thing.')
    await expect(direct(resize, { thingId: 'a', size: 'x' }, 'r', own)).rejects.toThrow('size')
  })
})

describe('a family of routes', () => {
  test('is refused in its own format, by its own authentication', async () => {
    const { status, headers, body } = await send(hook, 'POST', '/hooks/a')
    expect([status, headers?.['content-type']]).toEqual([401, 'text/plain'])
    expect(body).toMatch(/^401 /)
  })

  test('others of the dialect keep the dialect’s', async () => {
    const { headers } = await send(importTags, 'PUT', '/things/a/tags', { body: '{' })
    expect(headers?.['content-type']).toBe('application/problem+json')
  })

  test('has its format for paths that are no operation’s too', async () => {
    const answer = fallback(dialect, [])
    const unknown = async (path: string) =>
      ((await answer(event('GET', path), { awsRequestId: 'r' } as never)) as { headers: Record<string, string> })
        .headers['content-type']
    expect(await unknown('/sketch/hooks/a/b')).toBe('text/plain')
    expect(await unknown('/sketch/hooksy')).toBe('application/problem+json')
  })

  test('is documented with both', () => {
    expect(Object.keys(document.components.securitySchemes ?? {}).sort()).toEqual(['agent', 'basic', 'bearer'])
    const { security, responses } = document.paths['/sketch/hooks/{hookId}']?.post ?? {}
    expect(security).toEqual([{ agent: [] }])
    expect((responses as Record<string, object>)[401]).toMatchObject({
      content: { 'text/plain': { schema: { type: 'string' } } },
    })
  })
})
