import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Run, RunStatus } from '#core/runs/run.ts'
import type { Table } from './dynamo.ts'
import { listPartition } from './partitions.ts'
import { highest, lowest, paged, readRuns, type Row, type RunPage, type RunRange } from './runs.ts'
import { table as schema } from './table.ts'

/** The lists of a tenant's runs: one for each status, in the index. */

/**
 * A tenant's runs with any of these statuses, newest first: one request for each status and one to read them. Which there
 * are comes from an index and may be a moment behind; what they are is as it is now.
 */
export async function listRuns(
  table: Table,
  tenant: string,
  statuses: readonly RunStatus[],
  { limit, before = highest, from = lowest }: RunRange,
): Promise<RunPage> {
  const rows = await Promise.all(
    statuses.map(async (status) => {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: schema.index.name,
          KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :before',
          ExpressionAttributeNames: { '#pk': schema.index.partitionKey, '#sk': schema.index.sortKey },
          ExpressionAttributeValues: {
            ':pk': listPartition(tenant, 'run', status),
            ':from': from,
            ':before': before,
          },
          ScanIndexForward: false,
          Limit: limit + 2,
        }),
      )
      return Items
    }),
  )
  // A run whose status has just changed may stand in two lists.
  const ids = new Map(rows.flat().map((row) => [String(row.id), { pk: row.pk as string, sk: row.sk as string }]))
  const wanted = [...ids]
    .filter(([id]) => id < before)
    .sort(([one], [other]) => (one < other ? 1 : -1))
    .slice(0, limit + 1)
  const { runs, next } = paged(
    await readRuns(
      table,
      tenant,
      wanted.map(([, key]) => key),
    ),
    limit,
  )
  return { runs, next: next ?? (wanted.length > limit ? wanted[limit - 1]?.[0] : undefined) }
}

/** The tenant's runs with these statuses, by what the list says of them alone: a page of a request at a time. */
export async function* listedRuns(
  { name, client }: Table,
  tenant: string,
  statuses: readonly RunStatus[],
): AsyncGenerator<Pick<Run, 'flowId' | 'id'>[]> {
  for (const status of statuses) {
    let ExclusiveStartKey: Row | undefined
    do {
      const answer = await client.send(
        new QueryCommand({
          TableName: name,
          IndexName: schema.index.name,
          KeyConditionExpression: '#pk = :pk',
          ExpressionAttributeNames: { '#pk': schema.index.partitionKey },
          ExpressionAttributeValues: { ':pk': listPartition(tenant, 'run', status) },
          ExclusiveStartKey,
        }),
      )
      yield (answer.Items ?? []).map(({ pk, id }) => ({ flowId: String(pk).split('|').at(-1) ?? '', id: String(id) }))
      ExclusiveStartKey = answer.LastEvaluatedKey
    } while (ExclusiveStartKey)
  }
}
