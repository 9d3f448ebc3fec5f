import { QueryCommand, TransactGetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import type { EntityName, Items } from '#core/items.ts'
import type { Flow } from '#core/flows/flow.ts'
import type { FlowSchedule } from '#core/runs/flow-schedule.ts'
import type { LastRun } from '#core/runs/last-run.ts'
import { firstMessageId, sliceCount, type Message, type Slice } from '#core/runs/message.ts'
import type { Run, RunStatus } from '#core/runs/run.ts'
import { hashOfId } from '#core/runs/run-alias.ts'
import { decode, encode } from './codec.ts'
import { assignments, contended } from './commit.ts'
import type { Table } from './dynamo.ts'
import { batchSize, read, readBatch, type Cursor } from './read.ts'
import { entities } from './table.ts'

/**
 * Reading runs. A run lies beside the other runs of its flow; its messages and sums are spread over slices, each a partition
 * of its own (docs/decisions/0057).
 */

export type Row = Record<string, unknown>

/** Where a message is: what a queue holds of it. */
export interface MessageAddress extends Pick<Message, 'tenant' | 'flowKey' | 'flowId' | 'runId'> {
  messageId: string
  /** The version that the message had when it was sent. */
  version?: number
}

export const keyIn = <E extends EntityName>(entity: E, tenant: string, ...names: string[]) =>
  entities[entity].key(tenant, ...names)

const sameKey = (one: Row, other: { pk: string; sk: string }): boolean => one.pk === other.pk && one.sk === other.sk

/** A message, its run and its flow, as they are at one moment or nearly: one request. */
export async function readStep(
  table: Table,
  { tenant, flowKey, flowId, runId, messageId }: MessageAddress,
): Promise<{ message?: Message; run?: Run; flow?: Flow }> {
  const keys = {
    message: keyIn('message', tenant, runId, messageId),
    run: keyIn('run', tenant, flowId, runId),
    flow: keyIn('flow', tenant, flowKey),
  }
  const rows = await readBatch(table, table.name, Object.values(keys))
  const found = <E extends keyof typeof keys>(entity: E): Items[E] | undefined => {
    const row = rows.find((one) => sameKey(one, keys[entity]))
    return row && decode(entity, row)
  }
  return { message: found('message'), run: found('run'), flow: found('flow') }
}

/** Everything that a run's end depends on, at one moment: one request. */
export async function readWholeRun(
  { name: TableName, client }: Table,
  { tenant, flowId, runId }: Pick<MessageAddress, 'tenant' | 'flowId' | 'runId'>,
): Promise<{ run?: Run; slices: Slice[]; schedule?: FlowSchedule }> {
  const keys = [
    keyIn('run', tenant, flowId, runId),
    keyIn('flow-schedule', tenant, flowId),
    ...Array.from({ length: sliceCount }, (_, slice) => keyIn('slice', tenant, runId, String(slice))),
  ]
  try {
    const { Responses = [] } = await client.send(
      new TransactGetCommand({ TransactItems: keys.map((Key) => ({ Get: { TableName, Key } })) }),
    )
    const [run, schedule, ...slices] = Responses.map(({ Item }) => Item)
    return {
      run: run && decode('run', run),
      schedule: schedule && decode('flow-schedule', schedule),
      slices: slices.flatMap((row) => (row ? [decode('slice', row)] : [])),
    }
  } catch (error) {
    if (error instanceof TransactionCanceledException) throw contended(error)
    throw error
  }
}

/** A run by its id alone: its first message leads to the flow. Two requests. */
export async function findRun(table: Table, tenant: string, runId: string): Promise<Run | undefined> {
  const first = await read(table, 'message', tenant, runId, firstMessageId(runId, 0))
  return first && read(table, 'run', tenant, first.flowId, runId)
}

/** The runs that calls have begun under an id, one of each flow and a hundred at most, newest first. Two requests. */
export async function runsCalled(table: Table, tenant: string, externalId: string): Promise<Run[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keyIn('run-alias', tenant, hashOfId(externalId), '').pk },
      ConsistentRead: true,
      Limit: batchSize,
    }),
  )
  const aliases = Items.map((row) => decode('run-alias', row))
  return readRuns(
    table,
    tenant,
    aliases.map(({ flowId, runId }) => keyIn('run', tenant, flowId, runId)),
  )
}

export interface RunPage {
  runs: Run[]
  next?: Cursor
}

export interface RunRange {
  limit: number
  /** Runs with ids below it, as a page before this one ended. */
  before?: Cursor
  /** Runs with ids that are not below it. */
  from?: Cursor
}

/** Every id sorts between these. */
export const lowest = '0'
export const highest = 'g'

/** Runs of a flow as they are now, newest first: one request. */
export async function listRunsOfFlow(
  { name, client }: Table,
  tenant: string,
  flowId: string,
  { limit, before = highest, from = lowest }: RunRange,
): Promise<RunPage> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :before',
      ExpressionAttributeValues: {
        ':pk': keyIn('run', tenant, flowId, '').pk,
        ':from': `run|${from}`,
        ':before': `run|${before}`,
      },
      ScanIndexForward: false,
      ConsistentRead: true,
      // One for the bound itself, one to see whether more remain.
      Limit: limit + 2,
    }),
  )
  const found = Items.map((row) => decode('run', row)).filter(({ id }) => id < before)
  const { runs, next } = paged(found, limit)
  // What is long comes in fewer to a page: 1 MB at a time.
  const isCut = LastEvaluatedKey !== undefined && Items.length < limit + 2
  return { runs, next: next ?? (isCut ? runs.at(-1)?.id : undefined) }
}

export function paged(runs: Run[], limit: number): RunPage {
  const page = runs.slice(0, limit)
  return { runs: page, next: runs.length > limit ? page.at(-1)?.id : undefined }
}

/** The runs of a flow that are in progress or being cancelled, of those that began at `from` or later. */
export async function runsInProgress(table: Table, tenant: string, flowId: string, from: Cursor): Promise<Run[]> {
  const found: Run[] = []
  for await (const page of openRuns(table, tenant, flowId, from)) found.push(...page)
  return found
}

/**
 * The newest run of a flow that has not ended, of those that began at `from` or later: one request, and more only while the newest
 * megabyte of runs has none.
 */
export async function newestOpenRun(
  table: Table,
  tenant: string,
  flowId: string,
  from: Cursor,
): Promise<Run | undefined> {
  for await (const [run] of openRuns(table, tenant, flowId, from, true)) if (run) return run
  return undefined
}

/** The same runs, one request after the other, each for a megabyte of what there is. */
async function* openRuns(
  { name, client }: Table,
  tenant: string,
  flowId: string,
  from: Cursor,
  isNewestFirst = false,
): AsyncGenerator<Run[]> {
  let ExclusiveStartKey: Row | undefined
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        FilterExpression: '#status IN (:begun, :cancelling)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: openRunsOf(tenant, flowId, from),
        ScanIndexForward: !isNewestFirst,
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    )
    yield (answer.Items ?? []).map((row) => decode('run', row))
    ExclusiveStartKey = answer.LastEvaluatedKey
  } while (ExclusiveStartKey)
}

const openRunsOf = (tenant: string, flowId: string, from: Cursor) => ({
  ':pk': keyIn('run', tenant, flowId, '').pk,
  ':from': `run|${from}`,
  ':to': `run|${highest}`,
  ':begun': 'in-progress' satisfies RunStatus,
  ':cancelling': 'cancelling' satisfies RunStatus,
})

/** Runs by their keys, newest first; those that are gone are left out. */
export async function readRuns(table: Table, tenant: string, keys: { pk: string; sk: string }[]): Promise<Run[]> {
  const rows = await readRows(table, keys)
  return rows
    .map((row) => decode('run', row))
    .filter((run) => run.tenant === tenant)
    .sort((one, other) => (one.id < other.id ? 1 : -1))
}

/** The rows at any number of keys, in no order; absent ones are left out. One request for each hundred. */
export async function readRows(table: Table, keys: readonly Row[]): Promise<Row[]> {
  const found: Row[] = []
  for (let from = 0; from < keys.length; from += batchSize)
    found.push(...(await readBatch(table, table.name, keys.slice(from, from + batchSize))))
  return found
}

/** Runs of one flow by their ids, as they are now; absent ones are left out. */
export const readRunsOfFlow = async (
  table: Table,
  tenant: string,
  flowId: string,
  ids: readonly string[],
): Promise<Run[]> =>
  readRuns(
    table,
    tenant,
    [...new Set(ids)].map((id) => keyIn('run', tenant, flowId, id)),
  )

/** Keeps the newest run of a flow beside it: a newer id wins, whichever comes last. */
export async function noteLastRun({ name, client }: Table, last: LastRun): Promise<void> {
  const { pk, sk, ...members } = encode('last-run', last)
  const { names, values, expression } = assignments({
    expiresAt: undefined,
    cause: undefined,
    endedAt: undefined,
    ...members,
  })
  try {
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: { pk, sk },
        UpdateExpression: expression,
        ConditionExpression: 'attribute_not_exists(pk) OR #id <= :id',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      }),
    )
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}

/** The tenants that have run flows. */
export async function tenantsWithRuns({ livenessName, client }: Table): Promise<string[]> {
  const { pk } = keyIn('run-tenant', '')
  const tenants: string[] = []
  let ExclusiveStartKey: Row | undefined
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName: livenessName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ExclusiveStartKey,
      }),
    )
    tenants.push(...(answer.Items ?? []).map(({ tenant }) => String(tenant)))
    ExclusiveStartKey = answer.LastEvaluatedKey
  } while (ExclusiveStartKey)
  return tenants
}
