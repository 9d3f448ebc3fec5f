import { expect, test } from 'vitest'
import { apiTypes } from '../../lib/inventory/api-types.ts'

const document = {
  paths: {
    '/v1/things/{id}': {
      put: {
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'status', in: 'query', schema: { type: 'array', items: { enum: ['a', 'b'] } } },
        ],
        requestBody: {
          content: {
            'application/json': { schema: { type: 'object', properties: { x: { type: 'integer' } }, required: ['x'] } },
          },
        },
        responses: {
          201: { content: { 'application/json': { schema: { anyOf: [{ type: 'null' }, { const: 'ok' }] } } } },
          400: {},
        },
      },
    },
    '/v1/files': {
      post: { requestBody: { content: { 'multipart/form-data': {} } }, responses: { 200: {} } },
    },
  },
}

test('says of each route what goes where, what may be left out, and what is answered', () => {
  expect(apiTypes([document]).split('\n').slice(2, 4)).toEqual([
    `  'POST /v1/files': { body: FormData; answer: unknown }`,
    `  'PUT /v1/things/{id}': { path: { id: string }; query: { status?: ("a" | "b")[] }; body: { x: number }; answer: (null) | ("ok") }`,
  ])
})
