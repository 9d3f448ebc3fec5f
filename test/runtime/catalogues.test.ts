import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { emptyCatalogue, type Catalogue } from '../../lib/core/flows/catalogue.ts'
import type { Put } from '../../lib/core/change.ts'
import catalogues from '../../lib/runtime/capabilities/catalogues.ts'
import type { Scope } from '../../lib/runtime/invocation/context.ts'
import { commit } from '../../lib/store/commit.ts'
import { storedFlow } from '../_harness/flow-items.ts'
import { openTestTable, type TestTable } from '../_harness/table.ts'

let table: TestTable
let now = Date.parse('2027-01-01T00:00:00.000Z')
let saved: Catalogue | undefined
let isNew = {}

beforeAll(async () => {
  table = await openTestTable()
})
afterAll(() => table.stop())
beforeEach(() => {
  saved = undefined
  isNew = {}
})

const instant = (seconds = 0) => new Date(now + seconds * 1000).toISOString()
const idOf = (number: number) => String(number).padStart(24, '0')

/** Flows changed now, and so many of them. */
async function change(tenant: string, from: number, to: number, more: object = {}) {
  const writes = Array.from({ length: to - from }, (_, index): Put<'flow'> => {
    const id = idOf(from + index)
    const item = storedFlow({ tenant, name: id, id, updatedAt: instant(), ...more })
    return { kind: 'put', entity: 'flow', item }
  })
  for (let at = 0; at < writes.length; at += 100) await commit(table, writes.slice(at, at + 100))
}

/** What a function has in memory is of its environment: another one is another function. */
async function read(tenant: string) {
  const scope = {
    effects: { readsCatalogue: ['flow'] },
    call: { caller: { tenant } },
    services: { table, env: isNew, now: () => new Date(now) },
  } as unknown as Scope
  const { catalogue } = catalogues.context(scope)
  table.requests.splice(0)
  const load = () => Promise.resolve(saved ?? emptyCatalogue())
  const save = (one: Catalogue) => {
    saved = { ...one, entries: new Map(one.entries), deleted: new Map() }
    return Promise.resolve()
  }
  const entries = [...(await catalogue.flow({ load, save }))]
  return {
    ids: entries.map(({ id }) => id),
    entries,
    queries: table.requests.filter((one) => one === 'QueryCommand').length,
  }
}
const remove = (tenant: string, number: number) =>
  commit(table, [
    { kind: 'delete', entity: 'flow', before: storedFlow({ tenant, name: idOf(number), id: idOf(number) }) },
    {
      kind: 'put',
      entity: 'tombstone',
      item: {
        tenant,
        entity: 'flow',
        name: idOf(number),
        id: idOf(number),
        version: 2,
        status: 'draft',
        deletedAt: instant(),
        deletedBy: 'ann',
        expiresAt: 4e9,
      },
    },
  ])

test('a list is brought up to date by one Query, however many flows there are', async () => {
  await change('many', 0, 1500)
  expect((await read('many')).ids).toHaveLength(1500)
  now += 3600_000
  await change('many', 7, 8, { label: 'renamed' })
  await remove('many', 9)
  await change('many', 1500, 1501)

  const { ids, entries, queries: count } = await read('many')
  expect([ids.length, count]).toEqual([1500, 1])
  expect(entries.find(({ id }) => id === idOf(7))?.label).toBe('renamed')
  expect(ids).not.toContain(idOf(9))
})

test('calls at once share what is in memory, and tenants nothing', async () => {
  await change('one', 0, 3)
  await change('two', 3, 5)
  const [first, second, other] = await Promise.all([read('one'), read('one'), read('two')])
  expect([first.ids, second.ids, other.ids].map(({ length }) => length)).toEqual([3, 3, 2])
})

test('whoever has read more than five thousand changes writes a snapshot, where the next function begins', async () => {
  await change('large', 0, 5001)
  now += 3600_000
  await change('large', 1, 2)
  expect((await read('large')).ids).toHaveLength(5001)
  expect(saved?.entries.size).toBe(5001)

  now += 3600_000
  await remove('large', 0)
  isNew = {}
  const { ids, queries: count } = await read('large')
  expect([ids.length, count]).toEqual([5000, 1])
})

test('what is older than deletions are kept is not trusted, neither a snapshot nor memory', async () => {
  await change('old', 0, 2)
  await read('old')
  now += 21 * 3600_000
  // As if the table had dropped the tombstone by now.
  await commit(table, [
    { kind: 'delete', entity: 'flow', before: storedFlow({ tenant: 'old', name: idOf(0), id: idOf(0) }) },
  ])
  expect((await read('old')).ids).toEqual([idOf(1)])
})
