import { expect, test } from 'vitest'
import { executionIdOf, schedulerMessage, webhookMessage } from '../../../lib/core/hub/run-messages.ts'

const called = { id: 'm', requestId: 'r', data: { a: 1 }, query: {}, basePath: '/oih' }

test('the message of a webhook tells paths as its service has them, and the whole one', () => {
  expect(webhookMessage(called, { method: 'GET', path: '/oih/hook/1/word', query: 'a=b', headers: {} })).toMatchObject({
    url: '/hook/1/word?a=b',
    originalUrl: '/oih/hook/1/word?a=b',
    pathSuffix: '/hook/1/word',
  })
})

test('the message of a due time has the spelling that upstream has', () => {
  expect(schedulerMessage('019b76da-a800-7000-8000-000000000001', '2026-01-01T00:00:00.000Z', undefined)).toEqual({
    data: { sheduledTimestamp: '2026-01-01T00:00:00.000Z', nextSheduledTimestamp: undefined },
    metadata: {
      source: { name: 'scheduler', type: 'scheduler', externalExecId: '019b76daa80070008000000000000001' },
    },
  })
})

test('a run is spoken of as its caller does, else by 32 hex digits', () => {
  const id = '019b76da-a800-7000-8000-000000000001'
  expect(executionIdOf({ id, externalId: 'order-17' })).toBe('order-17')
  expect(executionIdOf({ id })).toMatch(/^[0-9a-f]{32}$/)
})
