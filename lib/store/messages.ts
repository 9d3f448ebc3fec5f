import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { sliceCount, type Message } from '#core/runs/message.ts'
import type { Run } from '#core/runs/run.ts'
import { decode } from './codec.ts'
import type { Table } from './dynamo.ts'
import { keyIn, readRows } from './runs.ts'

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

/** Where among the messages of a run a page begins: after that message of the slice, or with its first. */
export interface MessagePlace {
  slice: number
  after?: string
}

/**
 * A page of the messages of a run that have one of these statuses, with what they carry: one Query of 1 MB, so that it may be
 * empty and more remain.
 */
export async function pageOfMessages(
  { name, client }: Table,
  { tenant, id: runId }: Pick<Run, 'tenant' | 'id'>,
  statuses: readonly Message['status'][],
  { slice, after }: MessagePlace,
): Promise<{ messages: Message[]; next?: MessagePlace }> {
  const { pk } = keyIn('slice', tenant, runId, String(slice))
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      FilterExpression: `#status IN (${statuses.map((_one, index) => `:status${index}`).join(', ')})`,
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':pk': pk,
        ':sk': prefix,
        ...Object.fromEntries(statuses.map((status, index) => [`:status${index}`, status])),
      },
      ConsistentRead: true,
      ExclusiveStartKey: after === undefined ? undefined : { pk, sk: `${prefix}${after}` },
    }),
  )
  const rest = LastEvaluatedKey && { slice, after: String(LastEvaluatedKey.sk).slice(prefix.length) }
  const following = slice + 1 < sliceCount ? { slice: slice + 1 } : undefined
  return { messages: Items.map((row) => decode('message', row)), next: rest ?? following }
}

const prefix = 'message|'

/** The messages of a run that have one of these statuses, with what they carry: a Query for each slice, page by page. */
export async function* messagesOf(
  table: Table,
  run: Pick<Run, 'tenant' | 'id'>,
  statuses: readonly Message['status'][],
): AsyncGenerator<Message[]> {
  for (let place: MessagePlace | undefined = { slice: 0 }; place !== undefined;) {
    const page: Awaited<ReturnType<typeof pageOfMessages>> = await pageOfMessages(table, run, statuses, place)
    yield page.messages
    place = page.next
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
            ':sk': prefix,
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
