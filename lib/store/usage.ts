import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Days } from '#core/usage/days.ts'
import type { Grouping, Usage, UsageScope } from '#core/usage/usage.ts'
import { decode } from './codec.ts'
import type { Table } from './dynamo.ts'
import { keyIn, type Row } from './runs.ts'
import { scopeName } from './usage-names.ts'

/**
 * The counts of one month that fall on these days, of one scope or of all of a tenant: one Query of 1 MB at a time. Of one
 * scope it reads those days, of all the whole month.
 */
export async function* readUsage(
  { livenessName: TableName, client }: Table,
  tenant: string,
  { grouping, month, scope, days }: { grouping: Grouping; month: string; scope: UsageScope | 'all'; days: Days },
): AsyncGenerator<Usage[]> {
  const { pk } = keyIn('usage', tenant, grouping, month, '')
  const [from, to] = [
    days.from > `${month}-01` ? days.from : `${month}-01`,
    days.to < `${month}-31` ? days.to : `${month}-31`,
  ]
  const range =
    scope === 'all'
      ? {
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: '#day BETWEEN :from AND :to',
          ExpressionAttributeNames: { '#day': 'day' },
          ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
        }
      : {
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':pk': pk,
            ':from': `${scopeName(scope)}|${from.slice(8)}|`,
            // Shards are digits, which sort before this.
            ':to': `${scopeName(scope)}|${to.slice(8)}|~`,
          },
        }
  let ExclusiveStartKey: Row | undefined
  do {
    const answer = await client.send(new QueryCommand({ TableName, ...range, ExclusiveStartKey }))
    yield (answer.Items ?? []).map((row) => decode('usage', row))
    ExclusiveStartKey = answer.LastEvaluatedKey
  } while (ExclusiveStartKey)
}
