import { expect, test } from 'vitest'
import { hostHeader, tokenInCookie } from '../../lib/core/users/session-cookie.ts'

const headers = { 'x-sluice-console': '1', host: 'sluice.example' }
const cookies = ['theme=dark', 'sluice-session=sls_one']

test('the session is found among other cookies, in a list or in a header', () => {
  expect(tokenInCookie({ headers, cookies })).toBe('sls_one')
  expect(tokenInCookie({ headers: { ...headers, cookie: cookies.join('; ') } })).toBe('sls_one')
  expect(tokenInCookie({ headers, cookies: ['other-sluice-session=sls_one', 'sluice-session='] })).toBeUndefined()
})

test.each([
  ['https://sluice.example', undefined, 'sls_one'],
  ['http://sluice.example', undefined, 'sls_one'],
  ['https://other.example', undefined, undefined],
  ['https://other.example', 'other.example', 'sls_one'],
  ['https://sluice.example', 'other.example', undefined],
  ['null', undefined, undefined],
])('a page of %s, asked through %s, gets %s', (origin, forwarded, expected) => {
  expect(tokenInCookie({ headers: { ...headers, origin, [hostHeader]: forwarded }, cookies })).toBe(expected)
})
