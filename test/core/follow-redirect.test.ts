import { expect, test } from 'vitest'
import { followRedirect, type OutboundRequest } from '../../lib/core/outbound/follow-redirect.ts'

const get: OutboundRequest = {
  method: 'GET',
  url: new URL('https://a.example/one'),
  headers: { accept: 'text/plain', authorization: 'Bearer x', cookie: 'x', 'x-api-key': 'x' },
}
const post: OutboundRequest = { ...get, method: 'POST', body: '{}', headers: { ...get.headers, 'content-type': 'x/y' } }

test.each([200, 204, 300, 304, 305, 404])('%i is no redirect', (status) => {
  expect(followRedirect(get, status, '/two')).toBeUndefined()
})

test('a redirect without a place to go is an answer', () => {
  expect(followRedirect(get, 302, undefined)).toBeUndefined()
})

test('headers stay with the origin: another host, port or scheme gets none that could be a credential', () => {
  expect(followRedirect(get, 302, '/two')).toEqual({ ...get, url: new URL('https://a.example/two') })
  for (const place of ['https://b.example/', 'https://a.example:8443/', '//b.example/'])
    expect(followRedirect(get, 302, place)?.headers).toEqual({ accept: 'text/plain' })
})

test.each([
  [301, 'POST', 'GET'],
  [302, 'POST', 'GET'],
  [303, 'POST', 'GET'],
  [303, 'PUT', 'GET'],
  [303, 'HEAD', 'HEAD'],
  [301, 'PUT', 'PUT'],
  [307, 'POST', 'POST'],
  [308, 'POST', 'POST'],
])('after %i, %s becomes %s, and the body goes with its method', (status, method, next) => {
  const followed = followRedirect({ ...post, method }, status, '/two')

  expect(followed?.method).toBe(next)
  expect(followed?.body).toBe(next === 'GET' ? undefined : '{}')
  expect(followed?.headers['content-type']).toBe(next === 'GET' ? undefined : 'x/y')
})

test.each([
  ['keeps its body on the way to another origin', post, 307, 'https://b.example/'],
  ['keeps its body on the way to another port', post, 308, 'https://a.example:8443/'],
  ['leads from HTTPS to HTTP', get, 302, 'http://a.example/one'],
  ['leads to another scheme', get, 302, 'file:///etc/passwd'],
  ['has credentials in it', get, 302, 'https://user:password@a.example/'],
  ['leads nowhere', get, 302, 'https://[/'],
])('a redirect that %s is refused', (_, request, status, place) => {
  expect(() => followRedirect(request, status, place)).toThrow(expect.objectContaining({ failure: 'redirect-refused' }))
})
