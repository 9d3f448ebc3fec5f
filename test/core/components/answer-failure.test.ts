import { expect, test } from 'vitest'
import { failureOfAnswer, redact } from '../../../lib/core/components/answer-failure.ts'
import { finalFailure, passingFailure } from '../../_harness/components.ts'

const at = '2026-03-02T09:30:00.000Z'
const of = (status: number, headers = {}, reason?: string) =>
  failureOfAnswer({ status, headers }, { who: 'x', at, reason })

test.each([200, 204, 301, 304, 399])('%i is no failure', (status) => {
  expect(of(status)).toBeUndefined()
})

test.each([400, 401, 404, 409, 410, 422])('%i is final', (status) => {
  expect(of(status)).toMatchObject(finalFailure(`x answered with ${status}.`))
})

test.each([429, 500, 502, 503, 504])('%i may pass', (status) => {
  expect(of(status)).toMatchObject(passingFailure(`x answered with ${status}.`))
})

test.each([
  ['7', { afterSeconds: 7 }],
  ['3600', { afterSeconds: 60 }],
  ['Mon, 02 Mar 2026 09:30:30 GMT', { afterSeconds: 30 }],
  ['Mon, 02 Mar 2026 09:00:00 GMT', true],
  ['0', true],
  ['soon', true],
])('Retry-After %s is heeded up to a minute', (retryAfter, retry) => {
  expect(of(503, { 'retry-after': retryAfter })).toMatchObject(passingFailure('x answered with 503.', retry))
})

test('of what an answer says the first 200 characters are shown', () => {
  expect(of(400, {}, 'a'.repeat(300))?.message).toBe(`x answered with 400: ${'a'.repeat(200)}`)
})

test('a credential’s values are not shown, in any spelling that they are sent in', () => {
  const credential = { password: 'p"ä s', token: 'p' }
  const sent = ['p"ä s', 'p\\"ä s', encodeURIComponent('p"ä s'), Buffer.from('p"ä s').toString('base64')]

  for (const one of sent) expect(redact(`<${one}>`, credential)).toBe('<***>')
  expect(redact('unchanged', { empty: '' })).toBe('unchanged')
})
