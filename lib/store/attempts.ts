import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { loginWindowSeconds } from '#core/users/login-attempts.ts'
import type { Table } from './dynamo.ts'
import { encode } from './codec.ts'
import { entities } from './table.ts'

/** Counts one wrong password. The first one after a window has ended begins a new window. */
export async function countAttempt({ name, client }: Table, tenant: string, userName: string, nowSeconds: number) {
  try {
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: entities['login-attempts'].key(tenant, userName),
        UpdateExpression: 'ADD #count :one',
        ConditionExpression: 'expiresAt > :now',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':one': 1, ':now': nowSeconds },
      }),
    )
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    const item = { tenant, userName, count: 1, expiresAt: nowSeconds + loginWindowSeconds }
    await client.send(new PutCommand({ TableName: name, Item: encode('login-attempts', item) }))
  }
}
