import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { DomainError } from '#core/errors.ts'
import { forgottenSeconds, judgeAttempt, knownSeconds, type LoginAttempts } from '#core/users/login-attempts.ts'
import { decode } from './codec.ts'
import type { Table } from './dynamo.ts'
import { entities } from './table.ts'

export type AttemptKey = Pick<LoginAttempts, 'tenant' | 'userName' | 'source'>

/** More turns than this are others' attempts getting in first, over and over. */
const turnsAllowed = 8

/**
 * Counts an attempt to sign in before its password is looked at, so that attempts made at once cannot pass a limit
 * together. Gives back what is remembered with it counted. Throws `login-throttled` when the window is used up. One
 * request when the last window is over, two within a window or when the source is about to be forgotten.
 */
export async function reserveAttempt(
  table: Table,
  key: AttemptKey,
  allowed: number,
  now: number,
): Promise<LoginAttempts> {
  let seen: LoginAttempts | undefined
  for (let turn = 0; turn < turnsAllowed; turn++) {
    const verdict = judgeAttempt(seen, allowed, now)
    if (verdict.kind === 'waits') {
      const { retryAfterSeconds } = verdict
      const message = `Too many wrong passwords. The right one is refused too for ${retryAfterSeconds} s.`
      throw new DomainError('login-throttled', message, { retryAfterSeconds })
    }
    const { counted, standing } =
      verdict.kind === 'counts'
        ? await countIn(table, key, allowed, now)
        : await begin(table, key, verdict.windowSeconds, allowed, now, seen)
    if (counted) return counted
    seen = standing
  }
  const data = { retryAfterSeconds: 1, isFinal: true }
  throw new DomainError('throttled', 'Too many sign-ins to this name at once. Try again.', data)
}

const countIn = (table: Table, key: AttemptKey, allowed: number, now: number) =>
  update(table, key, {
    UpdateExpression: 'ADD #count :one',
    ConditionExpression: 'endsAt > :now AND #count < :allowed',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':one': 1, ':now': now, ':allowed': allowed },
  })

/** Begins a window after the one that was seen; before any was seen, only if the last one is over and was not used up. */
function begin(
  table: Table,
  key: AttemptKey,
  windowSeconds: number,
  allowed: number,
  now: number,
  seen: LoginAttempts | undefined,
) {
  const endsAt = now + windowSeconds
  const expiresAt = endsAt + forgottenSeconds
  // The later of the two: while the source is known for longer than that, it is kept for as long.
  const isKnownLonger = seen?.knownUntil !== undefined && seen.knownUntil > expiresAt
  const isAsLong = 'attribute_not_exists(knownUntil) OR knownUntil > :expiresAt'
  return update(table, key, {
    UpdateExpression:
      'SET #tenant = :tenant, userName = :userName, #source = :source, #count = :one, windowSeconds = :seconds, endsAt = :endsAt, expiresAt = ' +
      (seen && !isKnownLonger ? ':expiresAt' : 'if_not_exists(knownUntil, :expiresAt)'),
    ConditionExpression: seen
      ? 'endsAt = :seen'
      : `attribute_not_exists(pk) OR (endsAt <= :now AND #count < :allowed AND (${isAsLong}))`,
    ExpressionAttributeNames: { '#tenant': 'tenant', '#source': 'source', '#count': 'count' },
    ExpressionAttributeValues: {
      ':tenant': key.tenant,
      ':userName': key.userName,
      ':source': key.source,
      ':one': 1,
      ':seconds': windowSeconds,
      ':endsAt': endsAt,
      ':expiresAt': expiresAt,
      ...(seen ? { ':seen': seen.endsAt } : { ':now': now, ':allowed': allowed }),
    },
  })
}

/** Takes an attempt back whose password was right. */
export const returnAttempt = (table: Table, key: AttemptKey) =>
  update(table, key, {
    UpdateExpression: 'ADD #count :less',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':less': -1 },
  })

/** The same from a source that was new to the name: it is known from now on, and what went before is forgotten. */
export const becomeKnown = (table: Table, key: AttemptKey, now: number) =>
  update(table, key, {
    UpdateExpression: 'SET knownUntil = :until, expiresAt = :until, endsAt = :now, #count = :none',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':none': 0, ':now': now, ':until': now + knownSeconds },
  })

/** The same from a source that is known: it stays so. */
export const stayKnown = (table: Table, key: AttemptKey, now: number) =>
  update(table, key, {
    UpdateExpression: 'SET knownUntil = :until, expiresAt = :until ADD #count :less',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':less': -1, ':until': now + knownSeconds },
  })

/** Updates an item of attempts: as it is then, or as it stands in the way of the condition. */
async function update(
  { name, client }: Table,
  { tenant, userName, source }: AttemptKey,
  input: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
): Promise<{ counted?: LoginAttempts; standing?: LoginAttempts }> {
  try {
    const { Attributes = {} } = await client.send(
      new UpdateCommand({
        TableName: name,
        Key: entities['login-attempts'].key(tenant, userName, source),
        ...input,
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    return { counted: decode('login-attempts', Attributes) }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    return { standing: error.Item && decode('login-attempts', unmarshall(error.Item)) }
  }
}
