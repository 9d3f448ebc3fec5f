import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import armFlowSchedules from '../../functions/relay/arm-flow-schedules.ts'
import retireFlowDefinitions from '../../functions/relay/retire-flow-definitions.ts'
import publishFlowEvents from '../../functions/relay/publish-flow-events.ts'
import { emptyDefinition, labelledFlow, namedFlow } from '../_harness/flow-items.ts'
import { findFlow } from '../../lib/store/flows.ts'
import type { Actor } from '../../lib/core/actor.ts'
import { createFlow } from '../../lib/core/flows/create-flow.ts'
import { deleteFlow } from '../../lib/core/flows/delete-flow.ts'
import { redefineFlow, updateFlow } from '../../lib/core/flows/update-flow.ts'
import { idSource, type Environment } from '../../lib/runtime/invocation/context.ts'
import { capabilities } from '../../lib/runtime/capabilities/all.ts'
import { relayHandler } from '../../lib/runtime/entries/stream.ts'
import { effect, type RelayEffect } from '../../lib/runtime/declarations/relay.ts'
import { useCase } from '../../lib/runtime/declarations/use-case.ts'
import { commit } from '../../lib/store/commit.ts'
import { moveFlow } from '../../lib/store/move.ts'
import { queryChildren, read } from '../../lib/store/read.ts'
import { startRecorder } from '../_harness/recorder.ts'
import { allRecords } from '../_harness/stream-records.ts'
import { openTestTable, type TestTable } from '../_harness/table.ts'

let table: TestTable
let aws: Awaited<ReturnType<typeof startRecorder>>
beforeAll(async () => {
  table = await openTestTable()
  aws = await startRecorder(table.engine)
})
afterAll(async () => {
  await aws.stop()
  await table.stop()
})
beforeEach(() => {
  aws.calls.splice(0)
  aws.control.fail = () => undefined
})

const at = '2026-01-01T00:00:00.000Z'
const actor = (name: string): Actor => ({ name, kind: 'user', via: 'direct', at })
const newId = idSource(() => new Date())

/** Runs work on the table and gives the stream records it left. */
async function recordsOf(work: () => Promise<unknown>): Promise<DynamoDBRecord[]> {
  const before = (await allRecords(table.engine)).length
  await work()
  return (await allRecords(table.engine)).slice(before)
}

async function make(name: string, expression?: string) {
  const trigger = expression ? { kind: 'schedule' as const, expression } : { kind: 'event' as const }
  const { after: flow, change } = createFlow(namedFlow(name, newId(), { trigger }), { tenant: 1000 }, actor('ann'))
  await commit(table, change)
  return flow
}
const move = (name: string, to: 'start' | 'stop') =>
  moveFlow(table, { tenant: 'default', flow: { handle: name }, move: to, at, by: 'bob' })

const deliver = async (
  records: DynamoDBRecord[],
  effects: RelayEffect[] = [armFlowSchedules, publishFlowEvents],
): Promise<string[]> => {
  const env = {
    tableName: 'sluice',
    region: 'us-east-1',
    accountId: '000000000000',
    endpoint: aws.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    busName: 'sluice',
    scheduleGroup: 'sluice-flows',
    scheduleRoleArn: 'arn:role',
    dueFunctionArn: 'arn:due',
    deadLetterQueueUrl: `${aws.url}/0/dead`,
    logLevel: 'SILENT',
  } as Environment
  const answer = (await relayHandler(effects, capabilities, { env })(
    { Records: records },
    {} as never,
  )) as DynamoDBBatchResponse
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
}
const scheduleCalls = () => aws.calls.filter(({ action }) => action.endsWith('Schedule')).map(({ action }) => action)

describe('events', () => {
  test('each version of a flow is one event, in order, and nothing else is', async () => {
    let id = ''
    const records = await recordsOf(async () => {
      id = (await make('told')).id
      await move('told', 'start')
      await move('told', 'start')
      await move('told', 'stop')
      const flow = await read(table, 'flow', 'default', 'told')
      if (flow) await commit(table, deleteFlow(flow, false, actor('cat')).change)
    })

    expect(await deliver(records)).toEqual([])

    expect(aws.events()).toEqual([
      `flow.created ${id}-1`,
      `flow.started ${id}-2`,
      `flow.stopped ${id}-3`,
      `flow.deleted ${id}-4`,
    ])
  })

  test('delivered again they carry the same ids', async () => {
    const records = await recordsOf(async () => {
      await make('twice')
      await move('twice', 'start')
    })
    await deliver(records)
    const once = aws.events()
    await deliver(records)

    expect(aws.events()).toEqual([...once, ...once])
  })
})

describe('schedules', () => {
  test('an active scheduled flow has one; stopping or deleting removes it', async () => {
    const flow = await make('timed', 'rate(5 minutes)')
    await deliver(await recordsOf(() => move('timed', 'start')))
    expect([...aws.schedules]).toEqual([`default.${flow.id}`])
    expect(aws.calls.find(({ action }) => action === 'CreateSchedule')?.input).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      GroupName: 'sluice-flows',
      Target: { Arn: 'arn:due', Input: expect.stringContaining('<aws.scheduler.scheduled-time>') },
    })

    await deliver(await recordsOf(() => move('timed', 'stop')))
    expect([...aws.schedules]).toEqual([])
  })

  test('changes delivered late, twice or out of order come to what the flow is now', async () => {
    await make('shuffled', 'rate(5 minutes)')
    const records = await recordsOf(async () => {
      await move('shuffled', 'start')
      await move('shuffled', 'stop')
      await move('shuffled', 'start')
      await move('shuffled', 'stop')
    })

    for (const order of [records, [...records].reverse(), [...records, ...records]]) {
      for (const record of order) await deliver([record], [armFlowSchedules])
      expect([...aws.schedules]).toEqual([])
    }
  })

  test('a flow made again under the name has a schedule of its own', async () => {
    const first = await make('reused', 'rate(5 minutes)')
    const records = await recordsOf(async () => {
      await move('reused', 'start')
      const flow = await read(table, 'flow', 'default', 'reused')
      if (flow) await commit(table, deleteFlow(flow, true, actor('cat')).change)
      await make('reused', 'rate(1 hour)')
      await move('reused', 'start')
    })

    await deliver(records)

    expect([...aws.schedules].filter((name) => name.includes(first.id))).toEqual([])
    expect([...aws.schedules]).toHaveLength(1)
    await deliver(await recordsOf(() => move('reused', 'stop')))
  })

  test('what does not concern the schedule does not touch it', async () => {
    await make('steady', 'rate(5 minutes)')
    await deliver(await recordsOf(() => move('steady', 'start')))
    aws.calls.splice(0)
    const flow = await read(table, 'flow', 'default', 'steady')

    await deliver(
      await recordsOf(() =>
        flow ? commit(table, updateFlow(flow, { tags: { a: 'b' } }, actor('ann')).change) : Promise.resolve(),
      ),
    )

    expect(scheduleCalls()).toEqual([])
  })
})

describe('failures', () => {
  test('one that may pass hands the record back, in order, and other flows go on', async () => {
    const records = await recordsOf(async () => {
      await make('stuck')
      await make('free')
      await move('stuck', 'start')
      await move('free', 'start')
    })
    aws.control.fail = ({ input }) =>
      input.Entries?.[0]?.Detail.includes('"stuck"') ? { status: 500, name: 'InternalException' } : undefined

    const [first] = await deliver(records)

    expect(first).toBe(
      records.find(({ dynamodb }) => dynamodb?.Keys?.pk?.S === 'default|flow|stuck')?.dynamodb?.SequenceNumber,
    )
    expect(aws.events().map((event) => event.split(' ')[0])).toEqual(['flow.created', 'flow.started'])

    aws.control.fail = () => undefined
    expect(await deliver(records)).toEqual([])
    expect(new Set(aws.events()).size).toBe(4)
  })

  test('a poison record goes whole to the dead-letter queue and does not hold up the rest of its flow', async () => {
    const poisoned = effect({
      name: 'Poisoned',
      entities: ['flow'],
      effects: {},
      run: async ({ after }) => {
        if (after && 'status' in after && after.status === 'active') throw new TypeError('cannot read this')
      },
    })
    const records = await recordsOf(async () => {
      await make('poisoned')
      await move('poisoned', 'start')
      await move('poisoned', 'stop')
    })

    expect(await deliver(records, [poisoned, publishFlowEvents])).toEqual([])

    const buried = aws.calls
      .filter(({ action }) => action === 'SendMessage')
      .map(({ input }) => JSON.parse(String(input.MessageBody)) as { effect: string; record: DynamoDBRecord })
    expect(buried).toHaveLength(1)
    expect(buried[0]).toMatchObject({
      effect: 'Poisoned',
      error: 'TypeError: cannot read this',
      record: { dynamodb: { NewImage: { status: { S: 'active' } } } },
    })
    expect(aws.events().map((event) => event.split(' ')[0])).toEqual(['flow.created', 'flow.started', 'flow.stopped'])
  })

  test('a flow whose handle is not its key is told once: its alias is no flow', async () => {
    const records = await recordsOf(async () => {
      const { change } = createFlow(labelledFlow('A to B', newId()), { tenant: 1000 }, actor('ann'))
      await commit(table, change)
    })

    expect(await deliver(records, [publishFlowEvents, armFlowSchedules, retireFlowDefinitions])).toEqual([])
    expect(aws.events().map((event) => event.split(' ')[0])).toEqual(['flow.created'])
  })

  test('a version of a definition that its flow no longer names expires, and all go with the flow', async () => {
    const versions = async () =>
      (await queryChildren(table, 'definition', 'default', 'redefined')).map(({ version, expiresAt }) => [
        version,
        expiresAt !== undefined,
      ])
    const flow = await make('redefined')
    const redefined = await recordsOf(() =>
      commit(table, redefineFlow(flow, 'appflow', emptyDefinition, {}, actor('bob')).change),
    )

    for (const _ of ['once', 'again']) expect(await deliver(redefined, [retireFlowDefinitions])).toEqual([])
    expect(await versions()).toEqual([
      [1, true],
      [2, false],
    ])

    const now = await findFlow(table, 'default', { handle: 'redefined' })
    const deleted = await recordsOf(() => commit(table, deleteFlow(now ?? flow, true, actor('bob')).change))
    for (const _ of ['once', 'again']) expect(await deliver(deleted, [retireFlowDefinitions])).toEqual([])
    expect(await versions()).toEqual([])
  })

  test('an effect runs its use cases for the tenant of what was changed, and its function may do what they do', async () => {
    const findFlow = useCase({ effects: { reads: ['flow'] }, run: ({ read }, name: string) => read.flow(name) })
    const found: unknown[] = []
    const looking = effect({
      name: 'Looking',
      entities: ['flow'],
      effects: { publishes: true },
      uses: { findFlow },
      run: async (_change, { use }) => void found.push((await use.findFlow('looked'))?.handle),
    })

    expect(await deliver(await recordsOf(() => make('looked')), [looking])).toEqual([])

    expect(found).toEqual(['looked'])
    expect(looking.effects).toEqual({ publishes: true, reads: ['flow'] })
  })

  test('an event the bus does not take is not taken for published', async () => {
    const records = await recordsOf(() => make('untaken'))
    aws.control.fail = ({ action }) =>
      action === 'PutEvents' ? { status: 400, name: 'ThrottlingException' } : undefined

    expect(await deliver(records)).toHaveLength(1)
  })

  test('cut off before any of its calls, it is idempotent when the batch is shown again', async () => {
    let id = ''
    const records = await recordsOf(async () => {
      id = (await make('cut', 'rate(5 minutes)')).id
      await move('cut', 'start')
    })
    for (let cut = 0; cut < 6; cut++) {
      let calls = 0
      aws.control.fail = () => (calls++ >= cut ? { status: 503, name: 'ServiceUnavailable' } : undefined)
      await deliver(records)
      aws.control.fail = () => undefined
      expect(await deliver(records)).toEqual([])
      expect(aws.schedules.has(`default.${id}`)).toBe(true)
      expect(new Set(aws.events())).toEqual(new Set([`flow.created ${id}-1`, `flow.started ${id}-2`]))
    }
  })
})
