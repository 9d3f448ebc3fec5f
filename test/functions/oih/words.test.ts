import { expect, test } from 'vitest'
import { readId } from '../../../functions/oih/_dialect/ids.ts'
import { pageMeta, readPage } from '../../../functions/oih/_dialect/paging.ts'
import { readLifetime } from '../../../functions/oih/_dialect/bodies/lifetime.ts'
import { toHubNames, toOurNames } from '../../../functions/oih/_dialect/words.ts'

test.each([
  ['5CA5C44C187C040010A9BB8B', '5ca5c44c187c040010a9bb8b'],
  ['abcdefghijkl', '6162636465666768696a6b6c'],
  ['COMPONENT ID', '434f4d504f4e454e54204944'],
  ['ééééé!!', 'c3a9c3a9c3a9c3a9c3a92121'],
  ['not-an-id', undefined],
  ['', undefined],
])('the id %j is %j', (text, id) => {
  expect(readId(text)).toBe(id)
})

test.each([
  [{}, { perPage: 10, page: 1 }],
  [
    { pageSize: '1000', pageNumber: '3' },
    { perPage: 1000, page: 3 },
  ],
  [
    { pageSize: '1001', pageNumber: '0' },
    { perPage: 1000, page: 1 },
  ],
  [
    { pageSize: '-1', pageNumber: 'x' },
    { perPage: 10, page: 1 },
  ],
  [
    { pageSize: '2.5', pageNumber: '' },
    { perPage: 10, page: 1 },
  ],
])('the page %j is %j', (query, page) => {
  expect(readPage(query)).toEqual(page)
})

test('pages are counted', () => {
  expect(pageMeta(21, { page: 3, perPage: 10 })).toEqual({ total: 21, page: 3, perPage: 10, totalPages: 3 })
})

test('permissions go to our names and back, each once, in their order', () => {
  const names = ['x.y', 'all', 'flows.write', 'flowTemplates.read', 'templates.read', 'flows.read', 'servers.edit']

  expect(toOurNames(names)).toEqual(['x.y', '*', 'flows.edit', 'templates.read', 'flows.read', 'servers.edit'])
  expect(toHubNames(toOurNames(names))).toEqual([
    'x.y',
    'all',
    'flows.write',
    'templates.read',
    'flows.read',
    'servers.edit',
  ])
})

test.each([
  ['1h', 3600],
  ['90 m', 5400],
  [30, 30],
  [-1, 'endless'],
  [undefined, undefined],
])('a lifetime of %j is %j', (given, seconds) => {
  expect(readLifetime(given)).toBe(seconds)
})

test.each([0, '0h', 'h', '1x', '1e9', '101y'])('%j is no lifetime', (given) => {
  expect(() => readLifetime(given)).toThrow('expiresIn')
})
