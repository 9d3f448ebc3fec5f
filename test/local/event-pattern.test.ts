import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { complainPattern, matchesPattern } from '../../lib/local/aws/event-pattern.ts'
import { allows } from '../../lib/local/policy.ts'

const event = {
  source: 'sluice',
  'detail-type': 'flow.stopped',
  resources: ['a', 'b'],
  detail: {
    flowName: 'nightly',
    count: 5,
    ip: '10.1.2.3',
    none: null,
    on: true,
    path: 'a*b\\c',
    nested: { deep: 'x' },
    list: [{ k: 1 }, { k: 2 }],
  },
}

describe('a pattern fits', () => {
  test.each([
    [{ source: ['sluice'] }],
    [{ source: ['other', 'sluice'], detail: { on: [true], none: [null], count: [5] } }],
    [{ resources: ['b'] }],
    [{ detail: { nested: { deep: ['x'] } } }],
    [{ detail: { list: { k: [2] } } }],
    [{ detail: { flowName: [{ prefix: 'night' }] } }],
    [{ detail: { flowName: [{ prefix: { 'equals-ignore-case': 'NIGHT' } }] } }],
    [{ detail: { flowName: [{ suffix: 'ly' }] } }],
    [{ detail: { flowName: [{ wildcard: 'n*t*y' }] } }],
    [{ detail: { flowName: [{ wildcard: '*ig*' }] } }],
    [{ detail: { path: [{ wildcard: 'a\\*b\\\\*' }] } }],
    [{ detail: { flowName: [{ 'anything-but': { wildcard: ['x*', '*x'] } }] } }],
    [{ detail: { flowName: [{ 'equals-ignore-case': 'NIGHTLY' }] } }],
    [{ detail: { count: [{ numeric: ['>', 0, '<=', 5] }] } }],
    [{ detail: { ip: [{ cidr: '10.1.0.0/16' }] } }],
    [{ detail: { flowName: [{ exists: true }], gone: [{ exists: false }] } }],
    [{ missing: { deep: [{ exists: false }] } }],
    [{ detail: { flowName: [{ 'anything-but': ['hourly', 'daily'] }] } }],
    [{ detail: { flowName: [{ 'anything-but': { prefix: 'hour' } }] } }],
    [{ $or: [{ source: ['other'] }, { detail: { count: [5] } }] }],
  ])('%j', (pattern) => expect(matchesPattern(pattern as never, event)).toBe(true))
})

describe('a pattern does not fit', () => {
  test.each([
    [{ source: ['other'] }],
    [{ source: ['sluice'], absent: ['x'] }],
    [{ detail: { count: ['5'] } }],
    [{ detail: { count: [{ numeric: ['>', 5] }] } }],
    [{ detail: { flowName: [{ 'anything-but': 'nightly' }] } }],
    [{ detail: { absent: [{ 'anything-but': 'x' }] } }],
    [{ detail: { flowName: [{ exists: false }] } }],
    [{ detail: { nested: ['x'] } }],
    [{ detail: { ip: [{ cidr: '10.2.0.0/16' }] } }],
    [{ detail: { flowName: [{ wildcard: 'n?ghtly' }] } }],
    [{ detail: { flowName: [{ wildcard: 'night' }] } }],
    [{ detail: { flowName: [{ wildcard: '*t*n*' }] } }],
    [{ detail: { flowName: [{ 'anything-but': { wildcard: 'n*' } }] } }],
    [{ $or: [{ source: ['other'] }, { detail: { count: [6] } }] }],
  ])('%j', (pattern) => expect(matchesPattern(pattern as never, event)).toBe(false))
})

test.each([
  [{ source: 'text' }],
  [{ source: [] }],
  [{ source: [{ like: 'x' }] }],
  [[]],
  [{ $or: {} }],
  [{ source: [{ wildcard: 'a**b' }] }],
  [{ source: [{ wildcard: 'a\\b' }] }],
  [{ source: [{ wildcard: 5 }] }],
  [{ source: [{ 'anything-but': { wildcard: ['a', '**'] } }] }],
])('%j is no pattern', (pattern) => {
  expect(complainPattern(pattern)).toBeDefined()
})

test('many stars over a long text are decided at once', () => {
  const text = 'a'.repeat(20_000)
  const pattern = `${'*a'.repeat(60)}*b`
  const started = performance.now()
  expect(matchesPattern({ source: [{ wildcard: pattern }] }, { source: text })).toBe(false)
  expect(matchesPattern({ source: [{ wildcard: pattern }] }, { source: `${text}b` })).toBe(true)
  const statement = { Effect: 'Allow' as const, Action: ['a'], Resource: pattern }
  expect(allows([statement], { action: 'a', resource: text })).toBe(false)
  expect(performance.now() - started).toBeLessThan(5000)
})

test('a wildcard fits what the regular expression of it fits', () => {
  const short = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
  const likeRegExp = (pattern: string, text: string) =>
    new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text)
  fc.assert(
    fc.property(short, fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 }), (text, pattern) => {
      const statement = { Effect: 'Allow' as const, Action: ['a'], Resource: pattern }
      expect(allows([statement], { action: 'a', resource: text })).toBe(likeRegExp(pattern, text))
    }),
  )
})
