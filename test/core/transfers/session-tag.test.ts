import { expect, test } from 'vitest'
import { sessionTag } from '../../../lib/core/transfers/session-tag.ts'

test.each([
  ['orders_v1.2-a@b', 'orders_v1.2-a@b'],
  ['orders!#', 'orders=21=23'],
  ['a=b c', 'a=3Db=20c'],
  ['ä', '=C3=A4'],
])('the name %s is the tag %s', (name, tag) => {
  expect(sessionTag(name)).toBe(tag)
})

test('a name whose tag would be too long is its SHA-256', () => {
  expect(sessionTag('a'.repeat(256))).toHaveLength(256)
  expect(sessionTag('!'.repeat(86))).toMatch(/^[0-9a-f]{64}$/)
  expect(sessionTag('!'.repeat(86))).not.toBe(sessionTag('!'.repeat(87)))
})
