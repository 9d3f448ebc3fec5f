import { afterAll, beforeAll, expect, test } from 'vitest'
import { selectFlows } from '../../lib/app/flows/select-flows.ts'
import { createFlow } from '../../lib/core/flows/create-flow.ts'
import { idSource } from '../../lib/runtime/invocation/context.ts'
import { commit } from '../../lib/store/commit.ts'
import { list, type Cursor } from '../../lib/store/read.ts'
import { namedFlow } from '../_harness/flow-items.ts'
import { openTestTable, type TestTable } from '../_harness/table.ts'

let table: TestTable
beforeAll(async () => void (table = await openTestTable()))
afterAll(() => table.stop())

const select = (limit: number, after?: string) => {
  const flow = (page: { limit: number; after?: Cursor }) => list(table, 'flow', 'default', page)
  return selectFlows.run({ list: { flow } } as never, { tag: { key: 'even', value: 'yes' } }, limit, after)
}

test('flows that fit are taken up to a limit, and the next call goes on after the last of them', async () => {
  const newId = idSource(() => new Date())
  const actor = { name: 'ann', kind: 'user', via: 'direct', at: '2026-01-01T00:00:00.000Z' } as const
  for (let index = 0; index < 9; index++) {
    const tags: Record<string, string> = index % 2 === 0 ? { even: 'yes' } : {}
    await commit(table, createFlow(namedFlow(`f${index}`, newId(), { tags }), { tenant: 9 }, actor).change)
  }
  const taken: string[][] = []
  for (let after: string | undefined, isDone = false; !isDone;) {
    const { items, next } = await select(2, after)
    taken.push(items.map(({ handle }) => handle))
    after = next
    isDone = next === undefined
  }

  expect(taken).toEqual([['f0', 'f2'], ['f4', 'f6'], ['f8']])
})
