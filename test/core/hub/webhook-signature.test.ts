import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { isSignatureOf, signingKey } from '../../../lib/core/hub/webhook-signature.ts'

const body = Buffer.from([0, 255, 17])
const key = 'key'
const signature = (algorithm: string) => createHmac(algorithm, key).update(body).digest('base64')

test.each(['sha1', 'sha256', 'sha512', 'sha512-256', 'sha3-256'])('%s signs any bytes', (algorithm) => {
  expect(isSignatureOf(body, { key, algorithm, signature: signature(algorithm) })).toBe(true)
})

test.each([
  ['of other bytes', { algorithm: 'sha256', signature: createHmac('sha256', key).digest('base64') }],
  ['in hex', { algorithm: 'sha256', signature: createHmac('sha256', key).update(body).digest('hex') }],
  ['cut off', { algorithm: 'sha256', signature: signature('sha256').slice(0, -1) }],
  ['that is empty', { algorithm: 'sha256', signature: '' }],
  ['by an algorithm that is easily forged', { algorithm: 'md5', signature: signature('md5') }],
  ['by one that nobody knows', { algorithm: 'rot13', signature: signature('sha256') }],
])('a signature %s is none', (_what, given) => expect(isSignatureOf(body, { key, ...given })).toBe(false))

test('the key is the only text of a credential, of several the one named so', () => {
  expect(signingKey({ password: 'a' })).toBe('a')
  expect(signingKey({ user: 'a', key: 'b' })).toBe('b')
  expect(signingKey({ user: 'a', password: 'b' })).toBeUndefined()
  expect(signingKey({})).toBeUndefined()
})
