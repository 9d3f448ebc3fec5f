import { describe, expect, test } from 'vitest'
import { complainPattern, matchesPattern } from '../../lib/local/aws/event-pattern.ts'

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
    [{ $or: [{ source: ['other'] }, { detail: { count: [6] } }] }],
  ])('%j', (pattern) => expect(matchesPattern(pattern as never, event)).toBe(false))
})

test.each([[{ source: 'text' }], [{ source: [] }], [{ source: [{ like: 'x' }] }], [[]], [{ $or: {} }]])(
  '%j is no pattern',
  (pattern) => {
    expect(complainPattern(pattern)).toBeDefined()
  },
)
