import { StartFlowCommand } from '@aws-sdk/client-appflow'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { isOutage, isRetryable } from '../../lib/runtime/invocation/outages.ts'
import { DomainError } from '../../lib/core/errors.ts'
import { administrator, startTestApp } from '../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)
const appflow = await app.appflowFor()
const agent = await app.agentTokenFor(administrator, 'agents.enrol')

const full = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
  message: 'database or disk is full',
})

describe.each([
  ['a full disk', () => Promise.resolve({ status: 500, body: full })],
  ['a database that is out of reach', () => Promise.reject(new Error('connect ECONNREFUSED'))],
])('%s', (_case, answer) => {
  beforeEach(() => {
    const { pass } = app.engine
    app.engine.pass = answer
    return () => void (app.engine.pass = pass)
  })

  test.each([
    ['control', 'GET', '/v1/users', { authorization: `Bearer ${token}` }, 'urn:sluice:error:unavailable'],
    ['mmc', 'GET', '/mmc/api/servers', { authorization: `Bearer ${token}` }, 'cannot answer for now'],
    ['agent', 'POST', '/agent/agents', { authorization: `Bearer ${agent}` }, 'unavailable'],
    ['control', 'POST', '/v1/login', {}, 'urn:sluice:error:unavailable'],
    ['control', 'GET', '/v1/users', { authorization: `Basic ${btoa('admin:any')}` }, 'urn:sluice:error:unavailable'],
  ])('is 503 to callers of %s: %s %s', async (_dialect, method, path, headers, text) => {
    const body = method === 'GET' ? undefined : { name: 'admin', password: 'any' }
    const answered = await app.request(method, path, { body: path === '/agent/agents' ? enrolment : body, headers })

    expect([answered.status, answered.headers.get('retry-after')]).toEqual([503, '5'])
    expect(answered.text).toContain(text)
  })

  test('is ServiceUnavailableException to AppFlow’s clients', async () => {
    await expect(appflow.send(new StartFlowCommand({ flowName: 'any' }))).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
      $metadata: { httpStatusCode: 503 },
    })
  })
})

const enrolment = { protocol: 1, name: 'a', agentUrl: 'http://a:7777', hostIp: '10.0.0.1', runtimeVersion: '3.8.0' }

test.each([
  [{ $metadata: { httpStatusCode: 503 } }, true, true],
  [{ $metadata: { httpStatusCode: 429 } }, true, true],
  [{ name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }, true, true],
  [{ code: 'ECONNRESET' }, true, true],
  [{ code: 'ETIMEDOUT' }, true, true],
  [{ code: 'ENOTFOUND' }, true, true],
  [{ code: 'EAI_AGAIN' }, true, true],
  [undefined, false, false],
  [null, false, false],
  ['down', false, false],
  // A grant may not be in force yet, but is no outage: whoever lacks one for good must be heard of.
  [{ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }, false, true],
  [{ $metadata: { httpStatusCode: 403 } }, false, true],
  [new DomainError('throttled', 'Again.'), false, true],
  [new DomainError('version-conflict', 'Again.'), false, true],
  [new DomainError('flow-not-found', 'None.'), false, false],
  [{ name: 'ValidationException', $metadata: { httpStatusCode: 400 } }, false, false],
  [new TypeError('x is undefined'), false, false],
])('%o is an outage: %s, worth another try later: %s', (error, outage, retryable) => {
  expect([isOutage(error), isRetryable(error)]).toEqual([outage, retryable])
})
