import { setTimeout as wait } from 'node:timers/promises'
import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { EntityName, Items } from '#core/items.ts'
import { decode, isOf } from './codec.ts'
import { contended } from './commit.ts'
import { tableNameOf, type Table } from './dynamo.ts'
import { childrenOf, listPartition } from './partitions.ts'
import { entities, table } from './table.ts'

/** One item by its names, as it is now (strongly consistent). Undefined when absent or another tenant's: one request. */
export async function read<E extends EntityName>(
  tables: Table,
  entity: E,
  tenant: string,
  ...names: string[]
): Promise<Items[E] | undefined> {
  const TableName = tableNameOf(tables, entity)
  const answer = await tables.client.send(
    new GetCommand({ TableName, Key: entities[entity].key(tenant, ...names), ConsistentRead: true }),
  )
  const item = answer.Item && isOf(entity, answer.Item) ? decode(entity, answer.Item) : undefined
  return item?.tenant === tenant ? item : undefined
}

/** How many keys one BatchGetItem takes. */
export const batchSize = 100

/** How often a batch is asked for what it left unread before the caller hears about it. */
const batchAttempts = 8

/** Full jitter under a bound that doubles from 20 ms: what was throttled is not asked for again all at once. */
export const batchPauseMs = (attempt: number, random = Math.random()): number => random * 20 * 2 ** (attempt - 1)

/**
 * Several items by their names, as they are now, in no order; absent ones are left out. One request for each hundred,
 * none for none. Throws `throttled` when the table keeps leaving some of them unread.
 */
export async function readMany<E extends EntityName>(
  tables: Table,
  entity: E,
  tenant: string,
  names: readonly string[],
): Promise<Items[E][]> {
  const wanted = [...new Set(names)]
  const TableName = tableNameOf(tables, entity)
  const found: Items[E][] = []
  for (let from = 0; from < wanted.length; from += batchSize) {
    const keys = wanted.slice(from, from + batchSize).map((one) => entities[entity].key(tenant, one))
    found.push(...(await readBatch(tables, TableName, keys)).map((row) => decode(entity, row)))
  }
  return found.filter((item) => item.tenant === tenant)
}

/** The items at up to a hundred keys, in no order: what a batch leaves unread (throttling, 16 MB) is asked for again. */
export async function readBatch({ client }: Table, TableName: string, keys: Record<string, unknown>[]) {
  const rows: Record<string, unknown>[] = []
  let Keys = keys
  for (let attempt = 1; Keys.length > 0; attempt++) {
    if (attempt > batchAttempts) throw contended()
    if (attempt > 1) await wait(batchPauseMs(attempt - 1))
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
    )
    rows.push(...(Responses[TableName] ?? []))
    Keys = UnprocessedKeys[TableName]?.Keys ?? []
  }
  return rows
}

/** The entities whose items live in another item's partition, many to one. */
export type Child = 'application' | 'file' | 'definition' | 'hosting' | 'hosted-run' | 'placed-flow'

/** All items of an entity that live in the partition of the first name, narrowed by further names, as they are now. */
export async function queryChildren<E extends Child>(
  { name: TableName, client }: Table,
  entity: E,
  tenant: string,
  ...names: [string, ...string[]]
): Promise<Items[E][]> {
  const { pk, prefix } = childrenOf(entity, tenant, ...names)
  const found: Items[E][] = []
  let ExclusiveStartKey: Record<string, unknown> | undefined
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': pk, ':sk': prefix },
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    )
    found.push(...(answer.Items ?? []).map((row) => decode(entity, row)))
    ExclusiveStartKey = answer.LastEvaluatedKey
  } while (ExclusiveStartKey)
  return found
}

/** As `read`, for the entities that say who calls, or for whom, and are looked up before the tenant is known. */
export async function readGlobal<E extends 'access-key' | 'session' | 'enrolment-token' | 'flow-pointer'>(
  { name, client }: Table,
  entity: E,
  id: string,
): Promise<Items[E] | undefined> {
  const answer = await client.send(
    new GetCommand({ TableName: name, Key: entities[entity].key('', id), ConsistentRead: true }),
  )
  return answer.Item && decode(entity, answer.Item)
}

/** Where a page ended: its last item's place in the list (`listed` in table.ts), which no two items of a list share. */
export type Cursor = string

/** The members a list shows; everything else of a listed item is absent. */
export type Listed<E extends EntityName> = Pick<
  Items[E],
  Extract<keyof Items[E], 'tenant' | (typeof table.index.include)[number]>
>

export interface Page<E extends EntityName> {
  items: Listed<E>[]
  /** Present exactly when more remain. */
  next?: Cursor
}

/**
 * A page of a tenant's list, oldest first unless the newest are wanted first: one request, whatever exists. It is an index read, so an item created or
 * changed a moment ago may not show yet (docs/decisions/0003). One item more than asked for is read, so that a page
 * that ends the list says so.
 */
export async function list<E extends EntityName>(
  { name, client }: Table,
  entity: E,
  tenant: string,
  { limit, after, newestFirst = false }: { limit: number; after?: Cursor; newestFirst?: boolean },
): Promise<Page<E>> {
  const { index } = table
  const answer = await client.send(
    new QueryCommand({
      TableName: name,
      IndexName: index.name,
      KeyConditionExpression: after === undefined ? '#pk = :pk' : `#pk = :pk AND #sk ${newestFirst ? '<' : '>'} :after`,
      ExpressionAttributeNames: {
        '#pk': index.partitionKey,
        ...(after === undefined ? {} : { '#sk': index.sortKey }),
      },
      ExpressionAttributeValues: { ':pk': listPartition(tenant, entity), ':after': after },
      ScanIndexForward: !newestFirst,
      Limit: limit + 1,
    }),
  )
  const rows = answer.Items ?? []
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  // A page may also be cut at 1 MB of data, with fewer rows than asked for and more to come.
  const more = rows.length > limit || answer.LastEvaluatedKey !== undefined
  return {
    items: page.map((row) => decode(entity, { ...row, tenant })),
    next: more && last ? String(last[index.sortKey]) : undefined,
  }
}
