import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { CatalogueChange, CatalogueEntry } from '#core/flows/catalogue.ts'
import { decode, entityOfRow } from './codec.ts'
import type { Table } from './dynamo.ts'
import type { CataloguedEntity } from './keys.ts'
import { changePartition } from './partitions.ts'
import { table as schema } from './table.ts'

/**
 * What has changed of a tenant's flows or templates since a time (all that there are without one), oldest change first: a page of
 * the index at a time, about 1 MB. It is an index read: what was changed a moment ago may not show yet.
 */
export async function* readChanges(
  { name, client }: Table,
  entity: CataloguedEntity,
  tenant: string,
  since: string,
): AsyncGenerator<CatalogueChange[]> {
  const { changes } = schema
  let ExclusiveStartKey: Record<string, unknown> | undefined
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName: name,
        IndexName: changes.name,
        KeyConditionExpression: since === '' ? '#pk = :pk' : '#pk = :pk AND #sk >= :since',
        ExpressionAttributeNames: {
          '#pk': changes.partitionKey,
          ...(since === '' ? {} : { '#sk': changes.sortKey }),
        },
        ExpressionAttributeValues: {
          ':pk': changePartition(tenant, entity),
          ...(since === '' ? {} : { ':since': since }),
        },
        ExclusiveStartKey,
      }),
    )
    yield (answer.Items ?? []).map((row) => changeIn(entity, tenant, row))
    ExclusiveStartKey = answer.LastEvaluatedKey
  } while (ExclusiveStartKey)
}

function changeIn(entity: CataloguedEntity, tenant: string, row: Record<string, unknown>): CatalogueChange {
  if (entityOfRow(row) !== entity) return { deletedId: String(row.id), deletedAt: String(row.deletedAt) }
  // No more of it than is kept: there may be a hundred thousand of them.
  const { id, key = id, ...item } = decode(entity, { ...row, tenant }) as CatalogueEntry
  const { handle, label, madeBy, status, description, trigger, type, templateId, owners } = item
  const { definitionVersion, createdAt, updatedAt } = item
  const shown = { handle, label, madeBy, status, description, trigger, type, templateId, owners }
  return { entry: { id, key, ...shown, definitionVersion, createdAt, updatedAt } }
}
