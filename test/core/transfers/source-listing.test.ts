import { describe, expect, test } from 'vitest'
import { limits } from '../../../lib/core/transfers/limits.ts'
import {
  isEmptyWindow,
  SourceListing,
  type ListedObject,
  type ListingRules,
} from '../../../lib/core/transfers/source-listing.ts'

const rules: ListingRules = { bucket: 'src', isSingleStep: false }
const object = (key: string, sizeBytes = 1, modifiedAt = '2026-11-24T16:00:00.000Z'): ListedObject => ({
  key,
  etag: `"${key}"`,
  sizeBytes,
  modifiedAt,
})
const lotsOf = (objects: ListedObject[], given: Partial<ListingRules> = {}) => {
  const listing = new SourceListing({ ...rules, ...given })
  return [...listing.take(objects), ...listing.end()].map((lot) => lot.map(({ key, position }) => `${key} ${position}`))
}
const many = (count: number, sizeBytes: number) =>
  Array.from({ length: count }, (_, index) => object(`k${index}`, sizeBytes))

describe('a listing', () => {
  test('numbers objects by their position, and passes over what stands for a folder', () => {
    expect(lotsOf([object('in/'), object('in/a'), object('in/b/'), object('in/b/c')])).toEqual([['in/a 0', 'in/b/c 1']])
  })

  test('goes on with position and size where it left off', () => {
    const first = new SourceListing(rules)
    expect([[...first.take(many(3, 10))], [...first.end()].length]).toEqual([[], 1])
    const second = new SourceListing(rules, first.progress)
    const [lot] = [...second.take(many(1, 10)), ...second.end()]
    expect([lot, second.progress]).toEqual([[expect.objectContaining({ position: 3 })], { position: 4, bytes: 40 }])
  })

  test('makes lots of at most a thousand objects', () => {
    expect(lotsOf(many(2001, 1)).map(({ length }) => length)).toEqual([1000, 1000, 1])
  })

  test('makes lots of at most 125 MB, a large object one of its own', () => {
    const half = limits.lotBytes / 2
    const sizes = [half, half, 1, limits.objectBytes, 1, 0]
    expect(lotsOf(sizes.map((size, index) => object(String(index), size)))).toEqual([
      ['0 0', '1 1'],
      ['2 2'],
      ['3 3'],
      ['4 4', '5 5'],
    ])
  })

  test('takes what was modified in the window, from its start on and before its end, in whole seconds', () => {
    const window = { startAt: '2026-11-24T16:00:00Z', endAt: '2026-11-24T17:00:00Z' }
    const at = (time: string) => object(time, 1, `2026-11-24T${time}Z`)
    const times = ['15:59:59.999', '16:00:00.000', '16:59:59.999', '17:00:00.000']
    expect(lotsOf(times.map(at), { window })).toEqual([['16:00:00.000 1', '16:59:59.999 2']])
  })
})

describe('a source is refused', () => {
  const refusal =
    (objects: ListedObject[], given: Partial<ListingRules> = {}) =>
    () =>
      lotsOf(objects, given)

  test('for an object over 125 MB, which it names', () => {
    const large = object('in/large.csv', limits.objectBytes + 1)
    expect(refusal([large])).toThrow('src/in/large.csv - the object is larger than 125 MB')
    const window = { startAt: '2020-01-01T00:00:00Z', endAt: '2021-01-01T00:00:00Z' }
    expect(refusal([large], { window })).not.toThrow()
  })

  test('over 100 GB', () => {
    const whole = many(limits.runBytes / limits.objectBytes, limits.objectBytes)
    expect(refusal(whole)).not.toThrow()
    expect(refusal([...whole, ...many(820, limits.objectBytes)])).toThrow('100 GB')
  })

  test('over 10 GB where one step is to read all of it, with advice', () => {
    const eleven = many(90, limits.objectBytes)
    expect(refusal(eleven)).not.toThrow()
    expect(refusal(eleven, { isSingleStep: true })).toThrow('set a targetFileSize')
  })
})

test('a window that ends where it begins, or before, is empty', () => {
  const windowOf = (startAt: string, endAt: string) => ({
    startAt: `${startAt}T00:00:00Z`,
    endAt: `${endAt}T00:00:00Z`,
  })
  expect(isEmptyWindow(undefined)).toBe(false)
  expect(isEmptyWindow(windowOf('2026-01-01', '2026-01-02'))).toBe(false)
  expect(isEmptyWindow(windowOf('2026-01-02', '2026-01-02'))).toBe(true)
  expect(isEmptyWindow(windowOf('2026-01-03', '2026-01-02'))).toBe(true)
})
