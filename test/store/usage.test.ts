import { afterAll, expect, test } from 'vitest'
import { usageExpiry, type UsageScope } from '../../lib/core/usage/usage.ts'
import { commit } from '../../lib/store/commit.ts'
import { readUsage } from '../../lib/store/usage.ts'
import { openTestTable } from '../_harness/table.ts'

const table = await openTestTable()
afterAll(() => table.stop())

const count = (day: string, key: string, scope: UsageScope, executions: number, shard = 0, tenant = 'default') =>
  commit(table, [
    {
      kind: 'add',
      entity: 'usage',
      item: { tenant, grouping: 'user', day, key, shard, ...scope, expiresAt: usageExpiry(day) },
      sums: { executions },
    },
  ])
const acme = { organisation: 'acme' }
await count('2026-01-01', 'ann', acme, 1)
await count('2026-01-15', 'ann', acme, 2)
await count('2026-01-15', 'ann', acme, 3, 7)
await count('2026-01-15', 'bob|~', acme, 4)
await count('2026-01-31', 'ann', acme, 5)
await count('2026-02-01', 'ann', acme, 100)
await count('2026-01-15', 'ann', { organisation: 'acme2' }, 6)
await count('2026-01-15', 'acme', { userId: 'acme' }, 7)
await count('2026-01-15', 'ann', acme, 100, 0, 'other')

async function read(scope: UsageScope | 'all', from = '2026-01-01', to = '2026-01-31') {
  const found: number[] = []
  const days = { from, to }
  for await (const page of readUsage(table, 'default', { grouping: 'user', month: '2026-01', scope, days }))
    found.push(...page.map(({ sums }) => sums.executions))
  return found.sort((one, other) => one - other)
}

test('a month of one scope is one range, with both its ends', async () => {
  table.requests.length = 0
  expect(await read(acme)).toEqual([1, 2, 3, 4, 5])
  expect(table.requests).toEqual(['QueryCommand'])
  expect(await read(acme, '2026-01-15', '2026-01-15')).toEqual([2, 3, 4])
  expect(await read(acme, '2025-11-02', '2026-01-14')).toEqual([1])
  expect(await read(acme, '2026-01-16', '2026-03-01')).toEqual([5])
})

test('an organisation and a user of the same id have counts of their own, and none of others that begin like them', async () => {
  expect(await read({ userId: 'acme' })).toEqual([7])
  expect(await read({ organisation: 'acm' })).toEqual([])
})

test('who sees all reads all scopes of the tenant, at once', async () => {
  table.requests.length = 0
  expect(await read('all')).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(table.requests).toEqual(['QueryCommand'])
  expect(await read('all', '2026-01-02', '2026-01-15')).toEqual([2, 3, 4, 6, 7])
})
