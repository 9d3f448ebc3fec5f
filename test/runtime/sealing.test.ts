import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seal, unseal, UnsealingError } from '../../lib/runtime/credentials/sealing.ts'

const key = 'a master key'
const item = { tenant: 'acme', entity: 'credential', id: 'warehouse' } as const
const text = () => fc.string({ unit: 'grapheme', maxLength: 200 })

test('what was sealed opens for the same item of the same tenant, whatever it is', () => {
  fc.assert(
    fc.property(text(), text(), text(), (secret, tenant, id) => {
      const where = { tenant, entity: 'component', id } as const
      expect(unseal(key, where, seal(key, where, secret))).toBe(secret)
    }),
  )
})

test('it opens for no other tenant, no other item and under no other master key', () => {
  const sealed = seal(key, item, 'secret')

  expect(() => unseal(key, { ...item, tenant: 'acm' }, sealed)).toThrow(UnsealingError)
  expect(() => unseal(key, { ...item, id: 'other' }, sealed)).toThrow(UnsealingError)
  expect(() => unseal('another', item, sealed)).toThrow(UnsealingError)
  expect(() => unseal(key, { ...item, entity: 'component' }, sealed)).toThrow(UnsealingError)
})

test('it does not open when any character of it is another, or missing', () => {
  const sealed = seal(key, item, 'a secret of some length')
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.v1'
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.constantFrom(...alphabet, ''), (at, other) => {
      fc.pre(sealed[at] !== other)
      expect(() => unseal(key, item, sealed.slice(0, at) + other + sealed.slice(at + 1))).toThrow(UnsealingError)
    }),
    { numRuns: 500 },
  )
})

test('it does not open in another spelling of the same bytes', () => {
  const sealed = seal(key, item, 'four')
  const spellings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
    .map((last) => sealed.slice(0, -1) + last)
    .filter((one) => one !== sealed)

  for (const one of [...spellings, `${sealed}=`, `${sealed} `])
    expect(() => unseal(key, item, one)).toThrow(UnsealingError)
})

test.each(['', 'v1.', 'v1.AAAA', 'v2.AAAA', 'secret', 'v1..', `v1.${'A'.repeat(37)}`])('%j does not open', (sealed) => {
  expect(() => unseal(key, item, sealed)).toThrow(UnsealingError)
})

test('the same text is sealed differently each time, and its envelope says its version and nothing of it', () => {
  const [one, other] = [seal(key, item, 'secret'), seal(key, item, 'secret')]

  expect(one).toMatch(/^v1\.[\w-]+$/)
  expect(one).not.toBe(other)
  expect(Buffer.from(one.slice(3), 'base64url').toString('latin1')).not.toContain('secret')
})

test('neither the sealed text nor the item is in what is thrown', () => {
  const error = (() => {
    try {
      return unseal(key, item, seal('another', item, 'secret'))
    } catch (caught) {
      return caught as Error
    }
  })() as Error

  expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(/secret|warehouse/)
})
