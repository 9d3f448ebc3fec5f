import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { sliceCount, type Message } from '#core/runs/message.ts'
import type { Run } from '#core/runs/run.ts'
import { decode } from './codec.ts'
import type { Table } from './dynamo.ts'
import { keyIn, readRows, type Row } from './runs.ts'

/** Reading the messages of a run, which lie in its slices. */

/** Which of these messages of a run exist. */
export async function existingMessages(
  table: Table,
  tenant: string,
  runId: string,
  ids: string[],
): Promise<Set<string>> {
  const rows = await readRows(
    table,
    [...new Set(ids)].map((id) => keyIn('message', tenant, runId, id)),
  )
  return new Set(rows.map(({ id }) => String(id)))
}

/** The messages of a run that have one of these statuses, with what they carry: a Query for each slice, page by page. */
export async function* messagesOf(
  { name, client }: Table,
  { tenant, id: runId }: Pick<Run, 'tenant' | 'id'>,
  statuses: readonly Message['status'][],
): AsyncGenerator<Message[]> {
  for (let slice = 0; slice < sliceCount; slice++) {
    let ExclusiveStartKey: Row | undefined
    do {
      const answer = await client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          FilterExpression: `#status IN (${statuses.map((_one, index) => `:status${index}`).join(', ')})`,
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':pk': keyIn('slice', tenant, runId, String(slice)).pk,
            ':sk': 'message|',
            ...Object.fromEntries(statuses.map((status, index) => [`:status${index}`, status])),
          },
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      )
      yield (answer.Items ?? []).map((row) => decode('message', row))
      ExclusiveStartKey = answer.LastEvaluatedKey
    } while (ExclusiveStartKey)
  }
}

/**
 * Messages of a run to be looked at, and whether there are more: up to so many of each slice, and not over 1 MB. A Query for
 * each slice, side by side.
 */
export async function sampleMessages(
  { name, client }: Table,
  { tenant, id: runId }: Pick<Run, 'tenant' | 'id'>,
  perSlice: number,
): Promise<{ messages: Message[]; isSample: boolean }> {
  const pages = await Promise.all(
    Array.from({ length: sliceCount }, (_, slice) =>
      client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: {
            ':pk': keyIn('slice', tenant, runId, String(slice)).pk,
            ':sk': 'message|',
          },
          ConsistentRead: true,
          Limit: perSlice,
        }),
      ),
    ),
  )
  return {
    messages: pages.flatMap(({ Items = [] }) => Items.map((row) => decode('message', row))),
    isSample: pages.some(({ LastEvaluatedKey }) => LastEvaluatedKey !== undefined),
  }
}
