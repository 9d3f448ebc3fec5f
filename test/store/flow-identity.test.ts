import { randomBytes } from 'node:crypto'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../lib/core/actor.ts'
import { createFlow, type NewFlow } from '../../lib/core/flows/create-flow.ts'
import { deleteFlow } from '../../lib/core/flows/delete-flow.ts'
import type { Definition } from '../../lib/core/flows/definition.ts'
import type { FlowAddress } from '../../lib/core/flows/flow.ts'
import { migrateFlow } from '../../lib/core/flows/migrate-flow.ts'
import { redefineFlow, updateFlow } from '../../lib/core/flows/update-flow.ts'
import { commit } from '../../lib/store/commit.ts'
import { findFlow, findFlowWithDefinition, readVersion, removeVersions, retireVersion } from '../../lib/store/flows.ts'
import { moveFlow } from '../../lib/store/move.ts'
import { queryChildren, read } from '../../lib/store/read.ts'
import { idSource } from '../../lib/runtime/invocation/context.ts'
import { emptyDefinition, labelledFlow, namedFlow } from '../_harness/flow-items.ts'
import { openTestTable, type TestTable } from '../_harness/table.ts'

let table: TestTable
beforeAll(async () => void (table = await openTestTable()))
afterAll(() => table.stop())
beforeEach(() => table.requests.splice(0))

const at = '2026-01-01T00:00:00.000Z'
const actor = (name: string): Actor => ({ name, kind: 'user', via: 'direct', at })
const newId = idSource(() => new Date())
const make = async (given: NewFlow) => {
  const { after: flow, change } = createFlow(given, { tenant: 1000 }, actor('ann'))
  await commit(table, change)
  table.requests.splice(0)
  return flow
}
const named = (name: string, more?: Partial<NewFlow>) => make(namedFlow(name, newId(), more))
const labelled = (label: string) => make(labelledFlow(label, newId()))
const move = (flow: FlowAddress, to: 'start' | 'stop' | 'pause' | 'resume', tenant = 'default') =>
  moveFlow(table, { tenant, flow, move: to, at, by: 'bob' })

describe('start, stop, pause and resume', () => {
  const steps = ['start', 'pause', 'resume', 'stop'] as const

  test('cost one request through the door that made the flow', async () => {
    const [byName, byId] = [await named('own'), await labelled('Own')]
    for (const step of steps) {
      await move({ handle: byName.handle }, step)
      await move({ id: byId.id }, step)
    }
    expect(table.requests).toEqual(Array.from({ length: 8 }, () => 'UpdateItemCommand'))
  })

  test('cost two requests by handle for a flow that has its id as key', async () => {
    const { handle } = await labelled('A to B')
    for (const step of steps) {
      table.requests.splice(0)
      await move({ handle }, step)
      expect(table.requests).toEqual(['UpdateItemCommand', 'UpdateItemCommand'])
    }
  })

  test('cost three requests by id for a flow that has its name as key', async () => {
    const { id } = await named('elsewhere')
    for (const step of steps) {
      table.requests.splice(0)
      await move({ id }, step)
      expect(table.requests).toEqual(['UpdateItemCommand', 'GetItemCommand', 'UpdateItemCommand'])
    }
  })
})

describe('a name of 24 hex digits', () => {
  test('is no id: the flow that has it as its id is not found by name', async () => {
    const { id } = await labelled('Hidden')

    await expect(move({ handle: id }, 'start')).rejects.toMatchObject({ code: 'flow-not-found' })
    expect(await findFlow(table, 'default', { handle: id })).toBeUndefined()
    expect(await findFlow(table, 'default', { id })).toMatchObject({ label: 'Hidden', status: 'draft' })
  })

  test('is not taken for the id of the flow that has it as its name', async () => {
    const flow = await named('0123456789abcdef01234567')

    await expect(move({ id: flow.key }, 'start')).rejects.toMatchObject({ code: 'flow-not-found' })
    expect(await findFlow(table, 'default', { id: flow.key })).toBeUndefined()
    expect(await findFlow(table, 'default', { id: flow.id })).toMatchObject({ key: flow.key })
  })
})

describe('keys and handles', () => {
  test('are one namespace: a name that is another flow’s handle is taken', async () => {
    const { handle } = await labelled('Taken')

    await expect(named(handle)).rejects.toMatchObject({ code: 'flow-name-taken' })
  })

  test('are free again after the flow is deleted, and lead nowhere', async () => {
    const flow = await labelled('Passing')
    await commit(table, deleteFlow(flow, true, actor('bob')).change)

    for (const address of [{ handle: flow.handle }, { id: flow.id }]) {
      expect(await findFlow(table, 'default', address)).toBeUndefined()
      await expect(move(address, 'start')).rejects.toMatchObject({ code: 'flow-not-found' })
    }
    await expect(named(flow.handle)).resolves.toMatchObject({ key: flow.handle })
  })

  test('lead no other tenant to a flow', async () => {
    const [mine, theirs] = [await labelled('Mine'), await named('theirs')]

    for (const address of [{ handle: mine.handle }, { id: mine.id }, { handle: 'theirs' }, { id: theirs.id }]) {
      expect(await findFlow(table, 'acme', address)).toBeUndefined()
      await expect(move(address, 'start', 'acme')).rejects.toMatchObject({ code: 'flow-not-found' })
    }
  })
})

test('a change decided on a flow that was deleted is refused by the one made again under its name', async () => {
  const gone = await named('reincarnated')
  await commit(table, deleteFlow(gone, true, actor('bob')).change)
  const flow = await named('reincarnated')

  for (const { change } of [
    updateFlow(gone, { tags: { of: 'the deleted one' } }, actor('bob')),
    redefineFlow(gone, 'appflow', emptyDefinition, {}, actor('bob')),
    deleteFlow(gone, true, actor('bob')),
  ]) {
    await expect(commit(table, change)).rejects.toMatchObject({ code: 'version-conflict' })
  }
  expect(await findFlow(table, 'default', { handle: 'reincarnated' })).toEqual(JSON.parse(JSON.stringify(flow)))
})

describe('a definition', () => {
  const definition = (text: string): Definition => ({ ...emptyDefinition, details: { text } })

  test('is read with its flow in one request', async () => {
    await named('described', { definition: definition('small') })

    const found = await findFlowWithDefinition(table, 'default', { handle: 'described' })

    expect(found?.definition.details).toEqual({ text: 'small' })
    expect(table.requests).toEqual(['QueryCommand'])
  })

  test('of several parts comes back whole', async () => {
    const noise = randomBytes(900_000).toString('base64')
    await named('large', { definition: definition(noise) })

    expect((await findFlowWithDefinition(table, 'default', { handle: 'large' }))?.definition.details.text).toBe(noise)
  })

  test('is the flow’s own and newest, whatever versions and former flows of the name there are', async () => {
    const first = await named('again', { definition: definition('of the deleted flow') })
    await commit(table, deleteFlow(first, true, actor('bob')).change)
    const flow = await named('again', { definition: definition('first') })
    await commit(table, redefineFlow(flow, 'appflow', definition('second'), {}, actor('bob')).change)

    const found = await findFlowWithDefinition(table, 'default', { handle: 'again' })

    expect(found?.definition.details).toEqual({ text: 'second' })
    expect((await readVersion(table, flow, 1)).details).toEqual({ text: 'first' })
  })

  test('expires when its version is retired, and goes when its flow is no more', async () => {
    const flow = await named('retired', { definition: definition('first') })
    await commit(table, redefineFlow(flow, 'appflow', definition('second'), {}, actor('bob')).change)
    const versions = async () =>
      (await queryChildren(table, 'definition', 'default', 'retired')).map(({ version, expiresAt }) => [
        version,
        expiresAt,
      ])

    await retireVersion(table, flow, 1, 4_000_000_000)
    await retireVersion(table, flow, 1, 5_000_000_000)
    expect(await versions()).toEqual([
      [1, 4_000_000_000],
      [2, undefined],
    ])

    await removeVersions(table, flow)
    expect(await versions()).toEqual([])
  })
})

describe('an item of the form before identities', () => {
  const configuration = { sourceFlowConfig: { connectorType: 'S3' }, destinationFlowConfigList: [], tasks: [] }
  const former = async (name: string, status = 'inactive') => {
    const id = newId()
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: {
          pk: `default|flow|${name}`,
          sk: 'flow',
          listPk: 'default|flow',
          listSk: id,
          tenant: 'default',
          name,
          id,
          version: 3,
          status,
          description: 'before',
          triggerKind: 'event',
          trigger: '{"kind":"event"}',
          tags: { team: 'orders' },
          details: JSON.stringify({ appflow: { ...configuration, schemaVersion: 4 } }),
          createdAt: at,
          createdBy: 'ann',
          updatedAt: at,
          updatedBy: 'ann',
        },
      }),
    )
    table.requests.splice(0)
    return id
  }
  const found = (name: string) => findFlowWithDefinition(table, 'default', { handle: name })
  const definitionBefore = {
    steps: [{ id: 'transfer', component: 's3-transfer', settings: { ...configuration, schemaVersion: 4 } }],
    links: [],
    description: 'before',
    details: { appflow: { schemaVersion: 4 } },
  }

  test('is read, moved and deleted as one of the present form', async () => {
    await former('old')

    expect(await found('old')).toMatchObject({
      flow: { key: 'old', handle: 'old', label: 'old', madeBy: 'appflow', definitionVersion: 1 },
      definition: definitionBefore,
    })
    for (const step of ['start', 'stop'] as const) await move({ handle: 'old' }, step)
    const flow = await findFlow(table, 'default', { handle: 'old' })
    expect(flow).toMatchObject({ status: 'inactive', version: 5 })
    if (flow) await commit(table, deleteFlow(flow, true, actor('bob')).change)
    expect(await found('old')).toBeUndefined()
  })

  test('that is deleted lowers the one count that it was in', async () => {
    await former('counted')
    const tallies = async () =>
      Promise.all(['flow', 'tenant-flow'].map(async (one) => (await read(table, 'tally', 'default', one))?.count ?? 0))
    const [ofDialect = 0, ofTenant] = await tallies()

    const before = await found('counted')
    if (before) await commit(table, deleteFlow(before.flow, true, actor('bob')).change)

    expect(await tallies()).toEqual([ofDialect - 1, ofTenant])
  })

  test('is brought to the present form with its owner and by its version, and says the same as before', async () => {
    const id = await former('migrated', 'active')
    const before = await found('migrated')
    if (before) await commit(table, migrateFlow(before.flow, 'u-ann').change)

    const after = await found('migrated')
    const { details: _, ...presentBefore } = before?.flow ?? {}
    expect(after).toEqual({
      flow: { ...presentBefore, version: 4, owners: ['u-ann'] },
      definition: definitionBefore,
    })
    expect(await findFlow(table, 'default', { id })).toMatchObject({ key: 'migrated' })
    await expect(commit(table, migrateFlow(before?.flow as never, 'u-ann').change)).rejects.toMatchObject({
      code: 'version-conflict',
    })
  })

  test('that is updated first gets the present form with the update, and is counted once', async () => {
    const id = await former('updated')
    const tally = async () => (await read(table, 'tally', 'default', 'tenant-flow'))?.count ?? 0
    const counted = await tally()
    const before = await found('updated')
    if (!before) throw new Error('The flow is not found.')

    await commit(
      table,
      redefineFlow(before.flow, 'appflow', { ...definitionBefore, description: 'after' }, {}, actor('bob')).change,
    )

    const after = await found('updated')
    expect(after?.flow).toMatchObject({ key: 'updated', definitionVersion: 2, startedVersion: 2, description: 'after' })
    expect(after?.flow).not.toHaveProperty('details')
    expect(after?.definition.description).toBe('after')
    expect(await findFlow(table, 'default', { id })).toMatchObject({ key: 'updated' })
    expect(await tally()).toBe(counted + 1)
  })
})
