import { describe, expect, test } from 'vitest'
import { nestedFields, nestedMembers } from '../../../lib/core/hub/nested-members.ts'
import { xmlMembers } from '../../../lib/core/hub/xml-members.ts'

describe('an XML document', () => {
  test.each([
    ['<a/>', { a: '' }],
    ['<a> x </a>', { a: ' x ' }],
    ['<?xml version="1.0"?><a><!-- no --><b>1</b></a>', { a: { b: '1' } }],
    ['<a>\n  <b>1</b>\n  <b>2</b>\n  <b>3</b>\n</a>', { a: { b: ['1', '2', '3'] } }],
    ['<a id="1" xml:lang="de">x</a>', { a: { _attr: { id: '1', 'xml:lang': 'de' }, _: 'x' } }],
    ['<a><b/>x<c/>y</a>', { a: { b: '', c: '', _: 'xy' } }],
    ['<s:a xmlns:s="u"><s:b:c/></s:a>', { 's-a': { _attr: { 'xmlns:s': 'u' }, 's-b:c': '' } }],
    ['<a><![CDATA[<x> ]]></a>', { a: '<x> ' }],
    ['<a>&lt;&#65;</a>', { a: '<A' }],
    ['<a><constructor>1</constructor><toString/></a>', { a: { constructor: '1', toString: '' } }],
  ])('%s is read as upstream reads it', (text, members) => expect(xmlMembers(text)).toEqual(members))

  test.each(['', 'text', '<a>', '<a></b>', '<a/><b/>', '<a b=1/>', '<a>&unknown;</a>', '<!DOCTYPE a><a/>'])(
    '%j is none that is read',
    (text) => expect(() => xmlMembers(text)).toThrow(),
  )

  test('is not read below 200 levels', () => {
    const nested = (depth: number) => `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`
    expect(() => xmlMembers(nested(200))).not.toThrow()
    expect(() => xmlMembers(nested(201))).toThrow('200')
  })

  test('reaches into no prototype', () => {
    expect(xmlMembers('<a><__proto__><b>1</b></__proto__></a>')).toEqual({ a: '' })
    expect(({} as { b?: unknown }).b).toBeUndefined()
  })
})

describe('names that nest', () => {
  test.each([
    ['a[b][c]=1&a[b][d]=2', { a: { b: { c: '1', d: '2' } } }],
    ['a=1&a=2', { a: ['1', '2'] }],
    ['a[]=1', { a: ['1'] }],
    ['a[1]=y&a[0]=x', { a: ['x', 'y'] }],
    ['a%5Bb%5D=%C3%BC+x', { a: { b: 'ü x' } }],
    ['a', { a: '' }],
    ['', {}],
    ['__proto__[x]=1&a=2', { a: '2' }],
  ])('%s is read as upstream reads it', (text, members) => expect(nestedMembers(text)).toEqual(members))

  test('a list of any length stays one', () => {
    const { a } = nestedMembers(Array.from({ length: 500 }, (_one, index) => `a[]=${index}`).join('&'))
    expect(a).toHaveLength(500)
  })

  test('more than anybody sends is refused, not cut off', () => {
    expect(() => nestedMembers('a=1&'.repeat(1001))).toThrow(RangeError)
  })

  test('fields of a form nest too, and one that stands there twice is a list', () => {
    expect(
      nestedFields([
        ['a[b]', '1'],
        ['c', '&='],
        ['d', '1'],
        ['d', '2'],
        ['__proto__', 'x'],
      ]),
    ).toEqual({
      a: { b: '1' },
      c: '&=',
      d: ['1', '2'],
    })
  })
})
