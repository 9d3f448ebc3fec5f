import { createHash } from 'node:crypto'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { DomainError } from '#core/errors.ts'
import type { WriteRequest } from './write-request.ts'
import type { Table } from './dynamo.ts'
import { tokenKey } from './partitions.ts'

/**
 * A client token makes a repeated call the same call: the first one writes the token's record, with its answer, in the
 * same transaction as its change. So there is no moment at which the change exists and its token does not.
 */
export interface TokenUse {
  tenant: string
  /** Whose token it is: another caller's same token is another one. */
  callerId: string
  operation: string
  token: string
  /** Of the input without the token; see `fingerprint`. */
  hash: string
  answer: unknown
  nowSeconds: number
  lifetimeSeconds: number
}

/** Thrown when the token was used before with the same input: the call is done already and this was its answer. */
export class Replayed extends Error {
  readonly answer: unknown
  constructor(answer: unknown) {
    super('replayed')
    this.answer = answer
  }
}

interface TokenRecord {
  hash: string
  answer: string
  expiresAt: number
}

/** SHA-256 over an input in canonical form: the order of members does not matter, that of lists does. */
export const fingerprint = (input: object): string =>
  createHash('sha256')
    .update(canonical(Object.fromEntries(Object.entries(input).map(([name, value]) => [name, digested(value)]))))
    .digest('base64url')

/** Bytes count by their hash: as JSON they would be many times their size. */
const digested = (value: unknown): unknown =>
  value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

/** Looks a token up before work that reads first. Throws `Replayed` or `token-reused` when it was used; one request. */
export async function checkToken({ name, client }: Table, use: Omit<TokenUse, 'answer'>): Promise<void> {
  const { Item } = await client.send(new GetCommand({ TableName: name, Key: tokenKey(use), ConsistentRead: true }))
  // The table drops expired records when it gets to it, up to days later.
  if (Item && Number(Item.expiresAt) > use.nowSeconds) throw judge(use.hash, Item as unknown as TokenRecord)
}

export function tokenWrite(TableName: string, use: TokenUse): WriteRequest {
  return {
    kind: 'Put',
    request: {
      TableName,
      Item: {
        ...tokenKey(use),
        hash: use.hash,
        answer: JSON.stringify(use.answer),
        expiresAt: use.nowSeconds + use.lifetimeSeconds,
      },
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
      ExpressionAttributeValues: { ':now': use.nowSeconds },
    },
    refuse: (standing) => judge(use.hash, standing as unknown as TokenRecord),
  }
}

const judge = (hash: string, record: TokenRecord): Error =>
  record.hash === hash
    ? new Replayed(JSON.parse(record.answer))
    : new DomainError('token-reused', 'The client token was used before with other parameters.')
