import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import { afterAll, expect, test } from 'vitest'
import recordChanges from '../../functions/relay/record-changes.ts'
import type { Author } from '../../lib/core/actor.ts'
import type { AuditRecord } from '../../lib/core/audit/audit-record.ts'
import { listAddedFlow, removeAddedFlows } from '../../lib/core/flows/add-flows.ts'
import { planFlow } from '../../lib/core/flows/create-flow.ts'
import { putSettings } from '../../lib/core/settings/put-settings.ts'
import type { Settings } from '../../lib/core/settings/settings.ts'
import type { Engine } from '../../lib/local/engine.ts'
import { tablesIn } from '../../lib/local/request-handlers.ts'
import { capabilities } from '../../lib/runtime/capabilities/all.ts'
import { relayHandler } from '../../lib/runtime/entries/stream.ts'
import type { Environment } from '../../lib/runtime/invocation/context.ts'
import { listAudit } from '../../lib/store/audit.ts'
import { signed } from '../../lib/store/author.ts'
import { commit } from '../../lib/store/commit.ts'
import { namedFlow } from '../_harness/flow-items.ts'
import { allRecords } from '../_harness/stream-records.ts'
import { openTestTable } from '../_harness/table.ts'

const table = await openTestTable()
afterAll(() => table.stop())

const at = '2026-03-02T09:30:00.000Z'
const author = (name: string, requestId = 'r-1'): Author => ({ name, kind: 'user', via: 'control', at, requestId })

/** Puts a tenant's settings so many times, and deletes a component that it has put. */
async function change(tenant: string, times: number, suffix = ''): Promise<DynamoDBRecord[]> {
  const before = (await allRecords(table.engine)).length
  let settings: Settings | undefined
  for (let time = 0; time < times; time++) {
    const by = author(`user-${time}`, `r-${time}`)
    const content = { strictComponents: time % 2 === 0 }
    const { after, change } = putSettings(settings, tenant, content, { actor: by, seenVersion: undefined })
    await commit(signed(table, by), change)
    settings = after
  }
  const createdAt = suffix === '' ? at : '2026-03-02T09:31:00.000Z'
  const made = { createdAt, createdBy: 'ann', updatedAt: at, updatedBy: 'ann' }
  const item = { tenant, id: 'mqtt', version: 1, endpoint: 'f', functions: [], timeoutSeconds: 1, ...made }
  await commit(signed(table, author('ann', `r-1${suffix}`)), [{ kind: 'put', entity: 'component', item }])
  await commit(signed(table, author('bob', `r-delete${suffix}`)), [
    { kind: 'delete', entity: 'component', before: item },
  ])
  return (await allRecords(table.engine)).slice(before)
}

/** Shows a batch to the relay; its writes fail from the one of this number on, as if it had been killed there. */
async function deliver(Records: DynamoDBRecord[], writesUntilKilled = Infinity): Promise<string[]> {
  let writes = 0
  const mortal: Engine = {
    ...table.engine,
    pass: (target, body) => {
      if (target.endsWith('.PutItem') && ++writes > writesUntilKilled)
        return Promise.reject(Object.assign(new Error('killed'), { code: 'ECONNRESET' }))
      return table.engine.pass(target, body)
    },
  }
  const env = { ...tablesIn(mortal), logLevel: 'SILENT' } as Environment
  const handler = relayHandler([recordChanges], capabilities, { env })
  const answer = (await handler({ Records }, {} as never)) as DynamoDBBatchResponse
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
}

const trail = async (tenant: string): Promise<AuditRecord[]> =>
  (await listAudit(table, tenant, {}, { limit: 100 })).items
const told = (records: readonly AuditRecord[]) =>
  records
    .map(({ kind, verb, actorName, requestId, version }) => [kind, verb, actorName, requestId, version].join(' '))
    .sort()

const expected = [
  'component created ann r-1 1',
  'component deleted bob r-delete 2',
  'settings created user-0 r-0 1',
  'settings updated user-1 r-1 2',
  'settings updated user-2 r-2 3',
]

test('each change is one record, which says who made it, of a deletion too', async () => {
  const records = await change('once', 3)

  expect(await deliver(records)).toEqual([])
  expect(told(await trail('once'))).toEqual(expected)
  expect(
    (await trail('once')).every(({ expiresAt }) => expiresAt === Date.parse('2027-04-06T09:30:00.000Z') / 1000),
  ).toBe(true)
})

test('batches that come again, whole, in part or overlapping, change nothing', async () => {
  const records = await change('again', 3)
  await deliver(records.slice(0, 3))
  await deliver(records)
  const first = await trail('again')
  await deliver(records.slice(2))
  await deliver(records)

  expect(told(first)).toEqual(expected)
  expect(await trail('again')).toEqual(first)
})

test('a relay that is killed after any of its writes comes to the same records when the batch comes again', async () => {
  for (let writes = 0; writes < 5; writes++) {
    const tenant = `killed-${writes}`
    const records = await change(tenant, 3)

    const [again] = await deliver(records, writes)
    expect(again).toBeDefined()
    await deliver(records.slice(records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === again)))

    expect(told(await trail(tenant))).toEqual(expected)
  }
})

test('a thing that is made again under its key has records of its own', async () => {
  const first = await change('reused', 0)
  const second = await change('reused', 0, '-again')
  await deliver([...first, ...second])

  expect(told(await trail('reused'))).toEqual([
    'component created ann r-1 1',
    'component created ann r-1-again 1',
    'component deleted bob r-delete 2',
    'component deleted bob r-delete-again 2',
  ])
})

test('what was added in stages is recorded as made by who asked for it, whoever lists it, and not at all when it was given up', async () => {
  const before = (await allRecords(table.engine)).length
  const service = signed(table, { name: 'FinishAdditions', kind: 'service', via: 'internal', at, requestId: 'r-2' })
  const add = async (tenant: string, id: string) => {
    const { after, change } = planFlow(namedFlow('staged', id, { tenant }), author('ann'), 'addition')
    await commit(signed(table, author('ann')), change)
    return after
  }
  await commit(service, listAddedFlow(await add('listed', 'a'.repeat(24)), at).change)
  const flow = await add('given-up', 'b'.repeat(24))
  await commit(service, removeAddedFlows([{ flow, parts: [] }]).change)
  await deliver((await allRecords(table.engine)).slice(before))

  expect(told(await trail('listed'))).toEqual(['flow created ann r-1 2'])
  expect(await trail('given-up')).toEqual([])
})

test('records invoke the relay no more, and are shown to nobody of another tenant', async () => {
  await deliver(await change('mine', 1))
  const own = (await allRecords(table.engine)).filter(({ dynamodb }) =>
    dynamodb?.Keys?.sk?.S?.startsWith('audit-record|'),
  )
  const before = (await allRecords(table.engine)).length

  expect(own.length).toBeGreaterThan(0)
  expect(await deliver(own)).toEqual([])
  expect((await allRecords(table.engine)).length).toBe(before)
  expect(await trail('min')).toEqual([])
  for (const filter of [{ actor: 'ann' }, { thing: { kind: 'component', key: 'mqtt' } }] as const)
    expect((await listAudit(table, 'other', filter, { limit: 10 })).items).toEqual([])
})
