import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSignedWith, signatureHeaders } from '../../lib/core/components/request-signature.ts'
import { root } from '../../lib/inventory/registry.ts'

const at = '2026-03-02T09:30:00.250Z'
const seconds = Date.parse(at) / 1000 - 0.25
const body = '{"message":{"id":1}}'
const header = (secret = 'secret') => signatureHeaders(secret, body, 'message-1', at)['x-sluice-signature']

test('a call carries the time, the HMAC-SHA256 of time, dot and body, and the id of its message', () => {
  // printf '1772443800.{"message":{"id":1}}' | openssl dgst -sha256 -hmac secret
  expect(signatureHeaders('secret', body, 'message-1', at)).toEqual({
    'x-sluice-signature': `t=1772443800,v1=cda194343cc6f73ab4fc63d6606432bdea2268d058be54171e5e6faf180c8037`,
    'x-sluice-message-id': 'message-1',
  })
})

test('a body is verified by whoever has the secret, as text and as bytes', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.uint8Array(), (secret, bytes) => {
      const { 'x-sluice-signature': signature } = signatureHeaders(secret, bytes, 'm', at)
      expect(isSignedWith(secret, signature, bytes, at)).toBe(true)
      expect(isSignedWith(`${secret}x`, signature, bytes, at)).toBe(false)
      expect(isSignedWith(secret, signature, Buffer.concat([bytes, Buffer.of(0)]), at)).toBe(false)
    }),
  )
  expect(isSignedWith('secret', header(), Buffer.from(body), at)).toBe(true)
})

test('a captured call is refused when it is older or newer than five minutes', () => {
  const after = (difference: number) => new Date((seconds + difference) * 1000).toISOString()

  expect(isSignedWith('secret', header(), body, after(300))).toBe(true)
  expect(isSignedWith('secret', header(), body, after(301))).toBe(false)
  expect(isSignedWith('secret', header(), body, after(-300))).toBe(true)
  expect(isSignedWith('secret', header(), body, after(-301))).toBe(false)
})

test('the time is signed too', () => {
  expect(isSignedWith('secret', header().replace(String(seconds), String(seconds + 1)), body, at)).toBe(false)
})

test('members that are not known are ignored, and one right signature among several is enough', () => {
  const other = header('former').split(',')[1]

  expect(isSignedWith('secret', `${header()},v2=abc`, body, at)).toBe(true)
  expect(isSignedWith('secret', header().replace(',', `,${other}, `), body, at)).toBe(true)
})

test.each(['', 't=1', 'v1=00', 'nonsense', `t=x,v1=${'0'.repeat(64)}`, `t=${seconds},v1=`, `t=${seconds},v1=zz`])(
  'the header %j verifies nothing',
  (text) => {
    expect(isSignedWith('secret', text, body, at)).toBe(false)
  },
)

test('the function of docs/components.md tells what is ours and new as we do', async () => {
  const page = readFileSync(join(root, 'docs/components.md'), 'utf8')
  const [, code = ''] = /```js\n(.*?)\n```/s.exec(page) ?? []
  const { isFromSluice } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    isFromSluice: (secret: string, headers: object, body: string | Uint8Array, now?: number) => boolean
  }
  const headers = signatureHeaders('secret', body, 'm', at)
  const now = Date.parse(at)

  expect(isFromSluice('secret', headers, body, now)).toBe(true)
  expect(isFromSluice('secret', headers, Buffer.from(body), now + 299_000)).toBe(true)
  expect(isFromSluice('other', headers, body, now)).toBe(false)
  expect(isFromSluice('secret', headers, `${body} `, now)).toBe(false)
  expect(isFromSluice('secret', headers, body, now + 301_000)).toBe(false)
  for (const header of [
    undefined,
    '',
    't=1',
    `t=${seconds}`,
    `v1=${'0'.repeat(64)}`,
    `t=${seconds},v1=x`,
    `t=${seconds},v1=${'é'.repeat(64)}`,
  ])
    expect(isFromSluice('secret', { 'x-sluice-signature': header }, body, now)).toBe(false)
})
