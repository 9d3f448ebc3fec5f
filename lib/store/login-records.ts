import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { User } from '#core/users/user.ts'
import type { Table } from './dynamo.ts'
import { entities } from './table.ts'

/** Notes that somebody has signed in: one request, whatever was noted before. */
export const noteLogin = (table: Table, user: User, at: Date) =>
  note(table, user, 'SET #tenant = :tenant, userId = :id, lastLoginAt = :at, failedCount = :count', {
    ':at': at.toISOString(),
    ':count': 0,
  })

/** Notes a refused sign-in; `at`, where it had the right password. */
export const noteRefusedLogin = (table: Table, user: User, at: Date | undefined) =>
  note(
    table,
    user,
    `SET #tenant = :tenant, userId = :id${at ? ', refusedAt = :at' : ''} ADD failedCount :count`,
    at ? { ':at': at.toISOString(), ':count': 1 } : { ':count': 1 },
  )

const note = (
  { name, client }: Table,
  { tenant, id }: User,
  UpdateExpression: string,
  values: Record<string, string | number>,
) =>
  client.send(
    new UpdateCommand({
      TableName: name,
      Key: entities['login-record'].key(tenant, id),
      UpdateExpression,
      ExpressionAttributeNames: { '#tenant': 'tenant' },
      ExpressionAttributeValues: { ':tenant': tenant, ':id': id, ...values },
    }),
  )
