import { expect, test } from 'vitest'
import { operation } from '../../functions/control/_dialect/dialect.ts'
import * as t from '../../lib/runtime/declarations/schema.ts'
import authorizer from '../../lib/runtime/credentials/authenticators/authorizer.ts'
import { direct } from '../../lib/runtime/entries/direct.ts'
import { eventBridge } from '../../lib/runtime/entries/event-bridge.ts'
import { httpEntry, type HttpEvent } from '../../lib/runtime/entries/http.ts'
import { environment, ownCall, services } from '../../lib/runtime/invocation/context.ts'
import { contextOf } from '../../lib/runtime/invocation/invoke-operation.ts'

const at = '2026-06-01T12:00:00.000Z'
const shared = services(environment([]), [], () => new Date(at))
const whoActs = operation({
  name: 'WhoActs',
  route: 'GET /who-acts',
  example: { request: {}, answer: { name: 'ann', kind: 'user', via: 'control', at } },
  permission: 'authenticated',
  input: t.object({}),
  output: t.object({ name: t.string(), kind: t.string(), via: t.string(), at: t.string() }),
  fails: [],
  effects: {},
  run: (_input, { actor }) => Promise.resolve({ ...actor }),
})

const overHttp = async (kind: 'user' | 'key') => {
  const principal = { tenant: 'acme', id: 'u1', name: 'ann', kind, permissions: [] }
  const event = {
    rawPath: '/v1/who-acts',
    rawQueryString: '',
    headers: {},
    requestContext: {
      http: { method: 'GET', path: '/v1/who-acts', sourceIp: '192.0.2.1' },
      authorizer: { lambda: { principal } },
    },
  } as unknown as HttpEvent
  const fault = (error: unknown) => {
    throw error
  }
  const { body } = await httpEntry(whoActs, shared, fault, authorizer)(event)
  return JSON.parse(body ?? '') as unknown
}

test('an HTTP request acts as its caller, through its dialect', async () => {
  expect(await overHttp('user')).toEqual({ name: 'ann', kind: 'user', via: 'control', at })
  expect(await overHttp('key')).toEqual({ name: 'ann', kind: 'key', via: 'control', at })
})

test('a direct invocation and an event act by IAM, each through its own door', async () => {
  expect(await direct(whoActs, {}, 'r1', shared)).toEqual({ name: 'direct', kind: 'iam', via: 'direct', at })
  const event = { id: 'e1', source: 'demo', 'detail-type': 'any', detail: {} } as never
  expect(await eventBridge(whoActs, event, shared)).toEqual({
    name: 'event:demo',
    kind: 'iam',
    via: 'event-bridge',
    at,
  })
})

test('a function of our own acts under its name', () => {
  const { actor } = contextOf({ effects: {}, uses: {} }, ownCall('SweepLeases', 'acme', 'r1', shared), shared)

  expect(actor).toEqual({ name: 'SweepLeases', kind: 'service', via: 'internal', at })
})
