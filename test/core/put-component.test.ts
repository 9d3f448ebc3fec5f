import { describe, expect, test } from 'vitest'
import type { Actor } from '../../lib/core/actor.ts'
import { builtInComponents, componentIdPattern, type Component } from '../../lib/core/components/component.ts'
import { checkEndpoint, readEndpoint } from '../../lib/core/components/endpoint.ts'
import { putComponent, type ComponentContent } from '../../lib/core/components/put-component.ts'

const actor: Actor = { name: 'alice', kind: 'user', via: 'control', at: '2026-03-02T09:30:00.000Z' }
const content: ComponentContent = { endpoint: 'https://component.example/', sealedSecret: 'sealed' }
const key = { tenant: 'acme', id: 'Salesforce' }
const put = (before: Component | undefined, given: Partial<ComponentContent> = {}, seenVersion?: number) =>
  putComponent(before, key, { ...content, ...given }, { actor, outboundRanges: [], seenVersion })
const problemIn = (member: string) =>
  expect.objectContaining({ code: 'input-invalid', data: { problems: [expect.objectContaining({ path: [member] })] } })

const { after: former } = put(undefined, { description: 'first', functions: ['read', 'write', 'read'] })

test('what was not there is created, each function once, with 60 seconds unless told otherwise', () => {
  expect(put(undefined, { functions: ['read', 'read'] })).toEqual({
    after: {
      ...key,
      version: 1,
      ...content,
      description: undefined,
      functions: ['read'],
      timeoutSeconds: 60,
      createdAt: actor.at,
      createdBy: 'alice',
      updatedAt: actor.at,
      updatedBy: 'alice',
    },
    change: [expect.objectContaining({ kind: 'create', taken: 'version-conflict' })],
  })
})

test('what was there is replaced as a whole, but for its maker and a secret that is not given again', () => {
  const later = { name: 'bob', kind: 'user', via: 'control', at: '2026-03-03T09:30:00.000Z' } as const
  const given = { endpoint: 'https://other.example/' }
  const { after, change } = putComponent(former, key, given, { actor: later, outboundRanges: [] })

  expect(after).toMatchObject({ version: 2, endpoint: 'https://other.example/', functions: [], sealedSecret: 'sealed' })
  expect(after).toMatchObject({ createdBy: 'alice', createdAt: actor.at, updatedBy: 'bob', updatedAt: later.at })
  expect(after.description).toBeUndefined()
  expect(change).toEqual([expect.objectContaining({ kind: 'update', before: former })])
})

test('a caller who has seen another version replaces nothing', () => {
  const conflict = expect.objectContaining({ code: 'version-conflict', data: { isFinal: true } })

  expect(put(former, {}, 1).after.version).toBe(2)
  expect(() => put(former, {}, 2)).toThrow(conflict)
  expect(() => put(undefined, {}, 1)).toThrow(conflict)
})

test('a caller who has seen none, which is version 0, makes one and replaces nothing', () => {
  expect(put(undefined, {}, 0).after.version).toBe(1)
  expect(() => put(former, {}, 0)).toThrow(expect.objectContaining({ code: 'version-conflict' }))
})

test.each(builtInComponents)('nobody registers another component under the name %s', (id) => {
  expect(() => putComponent(undefined, { ...key, id }, content, { actor, outboundRanges: [] })).toThrow(
    expect.objectContaining({ code: 'component-built-in' }),
  )
})

test('a component over HTTP has a signing secret and at most 60 seconds, one on Lambda may do without and has 14 minutes', () => {
  expect(() => put(undefined, { sealedSecret: undefined })).toThrow(problemIn('signingSecret'))
  expect(() => put(undefined, { timeoutSeconds: 61 })).toThrow(problemIn('timeoutSeconds'))
  expect(put(undefined, { timeoutSeconds: 60 }).after.timeoutSeconds).toBe(60)

  const lambda = { endpoint: 'my-component:live', sealedSecret: undefined }
  expect(put(undefined, { ...lambda, timeoutSeconds: 840 }).after.timeoutSeconds).toBe(840)
  expect(() => put(undefined, { ...lambda, timeoutSeconds: 841 })).toThrow(problemIn('timeoutSeconds'))
})

describe('an endpoint', () => {
  test.each([
    'https://component.example/',
    'https://component.example:8443/a?b=c',
    'my-component',
    'my_component:$LATEST',
  ])('%s may be registered', (endpoint) => {
    expect(checkEndpoint(endpoint, [])).toEqual(readEndpoint(endpoint))
  })

  test.each([
    '',
    'my component',
    'a'.repeat(65),
    'ftp://component.example/',
    'https://',
    'http://component.example/',
    'http://8.8.8.8/',
    'https://user:password@component.example/',
    'https://component.example/#part',
    'https://127.0.0.1/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://169.254.169.254/',
    'arn:aws:lambda:us-east-1:000000000000:function:component',
  ])('%j is refused', (endpoint) => {
    expect(() => checkEndpoint(endpoint, [])).toThrow(problemIn('endpoint'))
  })

  test('may be plain HTTP where the installation allows a range, but at no public address', () => {
    const ranges = ['127.0.0.0/8']

    for (const endpoint of ['http://127.0.0.1:8080/', 'http://localhost:8080/', 'https://127.0.0.1/'])
      expect(checkEndpoint(endpoint, ranges).kind).toBe('http')
    for (const endpoint of ['http://8.8.8.8/', 'http://10.0.0.1/', 'https://10.0.0.1/'])
      expect(() => checkEndpoint(endpoint, ranges)).toThrow(problemIn('endpoint'))
  })
})

test.each([
  ['5f9f1b9b9b9b9b9b9b9b9b9b', true],
  ['mqtt_client_subscriber', true],
  ['Salesforce', true],
  ['CustomConnector', true],
  ['my-connector!@#+=.1', true],
  ['', false],
  ['a|b', false],
  ['a/b', false],
  ['.', false],
  ['..', false],
  ['a b', false],
  ['ä', false],
  ['a'.repeat(257), false],
])('that %j is an id of a component is %s', (id, isId) => {
  expect(componentIdPattern.test(id)).toBe(isId)
})
