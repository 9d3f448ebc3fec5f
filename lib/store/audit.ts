import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Author } from '#core/actor.ts'
import type { AuditKind, AuditRecord } from '#core/audit/audit-record.ts'
import type { AuditedEntity } from '#core/audit/audited-entities.ts'
import { removalKey } from '#core/audit/removal.ts'
import { DomainError } from '#core/errors.ts'
import type { Items } from '#core/items.ts'
import { authorIn } from './author.ts'
import { decode, keyOf } from './codec.ts'
import { commit } from './commit.ts'
import type { Table } from './dynamo.ts'
import { changePartition, listPartition } from './partitions.ts'
import { batchSize, readBatch, type Cursor } from './read.ts'
import { entities, table as schema } from './table.ts'

/** Which records: those of a thing, else those of an actor, else all of the tenant's; from a time on and before another. */
export interface AuditFilter {
  thing?: { kind: AuditKind; key: string }
  actor?: string
  /** ISO 8601 in UTC. */
  from?: string
  to?: string
}

export interface AuditPage {
  items: AuditRecord[]
  /** Present exactly when more may remain. */
  next?: Cursor
}

/** Writes a record, unless it is there. */
export async function writeAuditRecord(table: Table, item: AuditRecord): Promise<void> {
  try {
    await commit(table, [
      { kind: 'create', entity: 'audit-record', item, taken: 'version-conflict', message: 'It is recorded already.' },
    ])
  } catch (error) {
    // A record is of one change and never changes: what stands at its key is what was to be written.
    if (!(error instanceof DomainError && error.code === 'version-conflict')) throw error
  }
}

/** Who deleted an item: one consistent read. Undefined where nobody did, as where it expired. */
export async function readRemover<E extends AuditedEntity>(
  { name, client }: Table,
  entity: E,
  before: Items[E],
): Promise<Author | undefined> {
  const { of, version, madeAt } = removalKey(keyOf(entity, before).pk, before)
  const Key = entities.removal.key(before.tenant, of, String(version), madeAt)
  const { Item } = await client.send(new GetCommand({ TableName: name, Key, ConsistentRead: true }))
  return Item && authorIn(Item)
}

/**
 * A page of a tenant's records, newest first: one Query, and for what an index leads to one BatchGetItem for each hundred. A
 * thing's records by one actor are looked for among the thing's, so that such a page may hold fewer, and none, with more to come.
 */
export async function listAudit(
  table: Table,
  tenant: string,
  filter: AuditFilter,
  { limit, after }: { limit: number; after?: Cursor },
): Promise<AuditPage> {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({ TableName: table.name, ...queryOf(tenant, filter, after), Limit: limit + 2 }),
  )
  // The range includes its end, which was the last of the page before.
  const rows = Items.filter(({ sk }) => after === undefined || idIn(sk) < after)
  const page = rows.slice(0, limit)
  const records = filter.thing ? page.map((row) => decode('audit-record', row)) : await readRecords(table, page)
  const isWanted = ({ tenant: own, actorName }: AuditRecord) =>
    own === tenant && (filter.actor === undefined || actorName === filter.actor)
  const more = rows.length > limit || LastEvaluatedKey !== undefined
  const last = page.at(-1)
  return {
    items: records.filter(isWanted).sort((one, other) => (one.id < other.id ? 1 : -1)),
    next: more && last ? idIn(last.sk) : undefined,
  }
}

const idIn = (sk: unknown): string => String(sk).slice('audit-record|'.length)

function queryOf(tenant: string, { thing, actor, from = '0', to = '~' }: AuditFilter, after: Cursor = '~') {
  const before = after < to ? after : to
  const { index, changes } = schema
  const [IndexName, pkName, skName, pk] = thing
    ? [undefined, 'pk', 'sk', entities['audit-record'].key(tenant, thing.kind, thing.key).pk]
    : actor === undefined
      ? [index.name, index.partitionKey, index.sortKey, listPartition(tenant, 'audit-record')]
      : [changes.name, changes.partitionKey, changes.sortKey, changePartition(tenant, 'audit-record', actor)]
  const prefix = thing ? 'audit-record|' : ''
  return {
    IndexName,
    KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :before',
    ExpressionAttributeNames: { '#pk': pkName, '#sk': skName },
    ExpressionAttributeValues: {
      ':pk': pk,
      // Nothing is before its own beginning: an empty range is one that holds nothing.
      ':from': `${prefix}${from < before ? from : before}`,
      ':before': `${prefix}${before}`,
    },
    ScanIndexForward: false,
  }
}

/** The records that an index leads to. */
async function readRecords(table: Table, rows: readonly Record<string, unknown>[]): Promise<AuditRecord[]> {
  const records: AuditRecord[] = []
  for (let from = 0; from < rows.length; from += batchSize) {
    const keys = rows.slice(from, from + batchSize).map(({ pk, sk }) => ({ pk, sk }))
    records.push(...(await readBatch(table, table.name, keys)).map((row) => decode('audit-record', row)))
  }
  return records
}
