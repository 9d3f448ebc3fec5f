import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../lib/core/actor.ts'
import { createFlow, type NewFlow } from '../../lib/core/flows/create-flow.ts'
import { deleteFlow } from '../../lib/core/flows/delete-flow.ts'
import { updateFlow } from '../../lib/core/flows/update-flow.ts'
import { commit } from '../../lib/store/commit.ts'
import { findFlowWithDefinition } from '../../lib/store/flows.ts'
import { moveFlow } from '../../lib/store/move.ts'
import { batchPauseMs, list, read, readMany } from '../../lib/store/read.ts'
import { entities, table as schema } from '../../lib/store/table.ts'
import { Replayed } from '../../lib/store/token.ts'
import { idSource } from '../../lib/runtime/invocation/context.ts'
import { emptyDefinition, namedFlow } from '../_harness/flow-items.ts'
import { openTestTable, type TestTable } from '../_harness/table.ts'

let table: TestTable
beforeAll(async () => void (table = await openTestTable()))
afterAll(() => table.stop())
beforeEach(() => table.requests.splice(0))

const at = '2026-01-01T00:00:00.000Z'
const actor = (name: string): Actor => ({ name, kind: 'user', via: 'direct', at })
const newId = idSource(() => new Date())
const given = (name: string, more?: Partial<NewFlow>): NewFlow => namedFlow(name, newId(), more)
const make = async (name: string, more?: Partial<NewFlow>) => {
  const { after: flow, change } = createFlow(given(name, more), { tenant: 1000 }, actor('ann'))
  await commit(table, change)
  return flow
}
const move = (name: string, to: 'start' | 'stop', tenant = 'default') =>
  moveFlow(table, { tenant, flow: { handle: name }, move: to, at, by: 'bob' })
const token = (value: string, answer: unknown, hash = 'h') => ({
  tenant: 'default',
  callerId: 'u-1',
  operation: 'op',
  token: value,
  hash,
  answer,
  nowSeconds: 1000,
  lifetimeSeconds: 60,
})

describe('a change', () => {
  test('comes back as it was written, free-form members included', async () => {
    const details = { appflow: { deep: { '': [1e300, { a: { b: { c: [] } } }] } } }
    const definition = { ...emptyDefinition, details, description: 'x' }
    const flow = await make('whole', { definition, tags: { a: '' } })

    expect(await findFlowWithDefinition(table, 'default', { handle: 'whole' })).toEqual({
      flow: JSON.parse(JSON.stringify(flow)) as unknown,
      definition,
    })
  })

  test('is all or nothing: a taken name leaves the tally alone', async () => {
    await make('taken', { tenant: 'tally' })

    await expect(make('taken', { tenant: 'tally' })).rejects.toMatchObject({ code: 'flow-name-taken' })

    expect(await read(table, 'tally', 'tally', 'flow')).toMatchObject({ count: 1 })
  })

  test('holds only while the items are as they were read', async () => {
    const flow = await make('versioned')
    await commit(table, updateFlow(flow, { description: 'first' }, actor('bob')).change)

    const late = updateFlow(flow, { description: 'second' }, actor('cat')).change

    await expect(commit(table, late)).rejects.toMatchObject({ code: 'version-conflict' })
    await expect(commit(table, deleteFlow(flow, true, actor('cat')).change)).rejects.toMatchObject({
      code: 'version-conflict',
    })
    expect(await read(table, 'flow', 'default', 'versioned')).toMatchObject({ description: 'first', version: 2 })
  })

  test('removes what is set to undefined and leaves what is not named', async () => {
    const flow = await make('partial', { definition: { ...emptyDefinition, description: 'x' }, tags: { a: 'b' } })
    await commit(table, updateFlow(flow, { description: undefined }, actor('bob')).change)

    const now = await read(table, 'flow', 'default', 'partial')
    expect(now).not.toHaveProperty('description')
    expect(now).toMatchObject({ tags: { a: 'b' } })
  })

  test('at a limit is refused with what the limit means', async () => {
    const { change } = createFlow(given('limited', { tenant: 'small' }), { tenant: 0 }, actor('ann'))
    await commit(table, createFlow(given('first', { tenant: 'small' }), { tenant: 1 }, actor('ann')).change)

    await expect(commit(table, change)).rejects.toMatchObject({ code: 'flow-quota-exceeded' })
    expect(await read(table, 'flow', 'small', 'limited')).toBeUndefined()
  })
})

describe('a lifecycle move', () => {
  test('is one request whether it applies, has nothing to do, or is refused', async () => {
    await make('moved')
    for (const step of ['start', 'start', 'stop', 'stop'] as const) {
      table.requests.splice(0)
      await move('moved', step)
      expect(table.requests).toEqual(['UpdateItemCommand'])
    }
    await make('draft')
    table.requests.splice(0)
    await expect(move('draft', 'stop')).rejects.toMatchObject({ code: 'flow-not-stoppable' })
    await expect(move('nowhere', 'stop')).rejects.toMatchObject({ code: 'flow-not-found' })
    expect(table.requests).toEqual(['UpdateItemCommand', 'UpdateItemCommand'])
  })

  test('does not reach another tenant’s item of the same name', async () => {
    await make('shared')
    await make('shared', { tenant: 'acme' })

    await move('shared', 'start', 'acme')

    expect(await read(table, 'flow', 'default', 'shared')).toMatchObject({ status: 'draft', version: 1 })
  })

  test('stamps and clears what its lifecycle says', async () => {
    await make('stamped')
    await move('stamped', 'start')

    expect(await read(table, 'flow', 'default', 'stamped')).toMatchObject({
      status: 'active',
      version: 2,
      activatedAt: at,
      updatedBy: 'bob',
    })
  })
})

describe('a client token', () => {
  test('is kept in the same transaction as its change and gives back the first answer', async () => {
    await commit(table, createFlow(given('tokened'), { tenant: 1000 }, actor('ann')).change, token('t-1', { a: 1 }))

    const again = commit(
      table,
      createFlow(given('tokened'), { tenant: 1000 }, actor('ann')).change,
      token('t-1', { a: 2 }),
    )

    await expect(again).rejects.toBeInstanceOf(Replayed)
    await expect(again).rejects.toMatchObject({ answer: { a: 1 } })
  })

  test('with other parameters is refused, and after its time is free', async () => {
    await commit(table, createFlow(given('timed'), { tenant: 1000 }, actor('ann')).change, token('t-2', {}))
    const later = (nowSeconds: number) => ({ ...token('t-2', {}, 'other'), nowSeconds })

    await expect(
      commit(table, createFlow(given('timed-2'), { tenant: 1000 }, actor('ann')).change, later(1059)),
    ).rejects.toMatchObject({ code: 'token-reused' })
    await expect(
      commit(table, createFlow(given('timed-2'), { tenant: 1000 }, actor('ann')).change, later(1060)),
    ).resolves.toBeUndefined()
  })

  test('of a refused change is not spent', async () => {
    await make('occupied')
    await expect(
      commit(table, createFlow(given('occupied'), { tenant: 1000 }, actor('ann')).change, token('t-3', {})),
    ).rejects.toMatchObject({ code: 'flow-name-taken' })

    await expect(
      commit(table, createFlow(given('vacant'), { tenant: 1000 }, actor('ann')).change, token('t-3', {})),
    ).resolves.toBeUndefined()
  })
})

describe('a list', () => {
  test('is one request a page, oldest first, and says exactly when more remain', async () => {
    for (let index = 0; index < 5; index++) await make(`n${index}`, { tenant: 'listed' })
    table.requests.splice(0)

    const first = await list(table, 'flow', 'listed', { limit: 3 })
    const rest = await list(table, 'flow', 'listed', { limit: 2, after: first.next })

    expect(first.items.map(({ handle }) => handle)).toEqual(['n0', 'n1', 'n2'])
    expect(rest.items.map(({ handle }) => handle)).toEqual(['n3', 'n4'])
    expect([first.next !== undefined, rest.next]).toEqual([true, undefined])
    expect(table.requests).toEqual(['QueryCommand', 'QueryCommand'])
  })

  test('carries no more than a list shows', async () => {
    await make('slim', { tenant: 'slim', trigger: { kind: 'schedule', expression: 'rate(1 hour)' } })

    expect((await list(table, 'flow', 'slim', { limit: 1 })).items[0]).not.toHaveProperty('trigger')
  })
})

test('ids sort by time, also within a millisecond', () => {
  const stopped = idSource(() => new Date(1_000_000))
  const ids = Array.from({ length: 1000 }, stopped)

  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(1000)
  expect(ids.every((id) => /^[0-9a-f]{24}$/.test(id))).toBe(true)
})

test('every entity is in the access-pattern table of the store’s README', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../lib/store/README.md'), 'utf8')
  for (const entity of Object.keys(entities)) expect(readme).toContain(`| \`${entity}\``)
})

describe('many at once', () => {
  /** A table that leaves all keys of a batch unread, so many times. */
  const throttled = (times: number) => {
    const client = Object.create(table.client) as typeof table.client
    let asked = 0
    const send = async (command: { input: object }) => {
      asked++
      if (asked > times) return table.client.send(command as never)
      return Promise.resolve({ UnprocessedKeys: (command.input as { RequestItems: object }).RequestItems })
    }
    Object.assign(client, { send })
    return { table: { ...table, client }, asked: () => asked }
  }

  test('what a batch leaves unread is asked for again', async () => {
    await make('unread')
    const { table: slow, asked } = throttled(3)
    expect(await readMany(slow, 'flow', 'default', ['unread'])).toMatchObject([{ handle: 'unread' }])
    expect(asked()).toBe(4)
  })

  test('a table that keeps leaving it unread is busy, and is not asked forever', async () => {
    const { table: slow, asked } = throttled(100)
    await expect(readMany(slow, 'flow', 'default', ['unread'])).rejects.toMatchObject({ code: 'throttled' })
    expect(asked()).toBe(8)
  })

  test('each time a longer pause may come first', () => {
    expect([1, 2, 3, 4].map((attempt) => batchPauseMs(attempt, 1))).toEqual([20, 40, 80, 160])
    expect(batchPauseMs(7, 0)).toBe(0)
  })
})

describe('an item that was written before its entity had a version', () => {
  const item = { tenant: 'default', name: 'elder', id: 'g', permissions: [], createdAt: at, createdBy: 'ann' }
  const group = () => read(table, 'user-group', 'default', 'elder')
  const before = async () => {
    await commit(table, [{ kind: 'put', entity: 'user-group', item: item as never }])
    const found = await group()
    if (!found) throw new Error('It is not there.')
    return found
  }

  test('has version 0, is updated once, and has version 1 then', async () => {
    const first = await before()
    expect(first.version).toBe(0)
    const update = { kind: 'update', entity: 'user-group', before: first, set: { description: 'x' } } as const

    await commit(table, [{ kind: 'check', entity: 'user-group', before: first }])
    await commit(table, [update])
    await expect(commit(table, [update])).rejects.toMatchObject({ code: 'version-conflict' })
    expect(await group()).toMatchObject({ description: 'x', version: 1 })
  })

  test('is deleted, and neither updated nor checked when it is gone', async () => {
    const first = await before()
    await commit(table, [{ kind: 'delete', entity: 'user-group', before: first }])

    for (const write of [
      { kind: 'check', entity: 'user-group', before: first } as const,
      { kind: 'delete', entity: 'user-group', before: first } as const,
      { kind: 'update', entity: 'user-group', before: first, set: { description: 'x' } } as const,
    ])
      await expect(commit(table, [write])).rejects.toMatchObject({ code: 'version-conflict' })
    expect(await group()).toBeUndefined()
  })
})

test('an index projects at most 20 named members, as DynamoDB allows', () => {
  expect(schema.index.include.length).toBeLessThanOrEqual(20)
})
