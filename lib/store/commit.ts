import { setTimeout as wait } from 'node:timers/promises'
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  type CancellationReason,
} from '@aws-sdk/client-dynamodb'
import { DeleteCommand, PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Author } from '#core/actor.ts'
import type { Add, Change, Count, Write } from '#core/change.ts'
import { DomainError } from '#core/errors.ts'
import { authorOf, authorship } from './author.ts'
import {
  appearance,
  changeOf,
  encode,
  encodeMembers,
  isUnlisted,
  keyOf,
  listOf,
  sumPrefix,
  unversioned,
} from './codec.ts'
import { tableNameOf, type Table } from './dynamo.ts'
import type { WriteRequest } from './write-request.ts'
import { removalsIn } from './removals.ts'
import { entities } from './table.ts'
import { tokenWrite, type TokenUse } from './token.ts'

/**
 * Applies a change: all of it or nothing, in one request. A single write goes out as itself, several as a transaction.
 * Every write carries its own condition (absent, same version, within its limit), so whatever was decided on items that
 * have changed since is refused and can be decided again: `version-conflict` and `throttled` say so, the caller retries.
 */

type Row = Record<string, unknown>

const changedMeanwhile = () =>
  new DomainError('version-conflict', 'It was changed by somebody else at the same moment.')

export async function commit(table: Table, change: Change, token?: TokenUse): Promise<void> {
  const author = authorOf(table)
  const steps = [...change, ...removalsIn(change, author)].map((write) =>
    compile(tableNameOf(table, write.entity), write, author),
  )
  const all = token ? [tokenWrite(table.name, token), ...steps] : steps
  // A decision that nothing is to change is no request at all.
  if (all.length === 0) return
  // Runs that begin at once meet on their flow and its counts, and none of them is in the wrong.
  const isBurst = change.some(({ kind, entity }) => kind === 'create' && entity === 'run')
  await patiently(isBurst ? longestPatienceMs : 0, () => apply(table, all))
}

const longestPatienceMs = 10_000

/** Tries again, with jittered pauses, what met another transaction on the same item, for so many milliseconds in all. */
async function patiently(milliseconds: number, work: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + milliseconds
  for (let attempt = 1; ; attempt++) {
    try {
      await work()
      return
    } catch (error) {
      const isContended = error instanceof DomainError && error.code === 'throttled'
      if (!isContended) throw error
      // Who decides again has been patient already.
      if (performance.now() >= until)
        throw milliseconds > 0
          ? new DomainError(error.code, error.message, { ...error.data, isFinal: true }, error)
          : error
      await wait(Math.random() * Math.min(500, 10 * 2 ** attempt))
    }
  }
}

/** Sends the steps and turns a refused condition into what its step says. */
export async function apply({ client }: Table, steps: WriteRequest[]): Promise<Row | undefined> {
  const [only] = steps
  try {
    // A check alone is a transaction too: it has no request of its own.
    if (steps.length !== 1 || !only || only.kind === 'ConditionCheck') {
      await client.send(
        new TransactWriteCommand({
          TransactItems: steps.map(({ kind, request }) => ({
            [kind]: { ...request, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
          })),
        }),
      )
      return undefined
    }
    const input = { ...only.request, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as never
    if (only.kind === 'Put') await client.send(new PutCommand(input))
    else if (only.kind === 'Delete') await client.send(new DeleteCommand(input))
    else
      return (await client.send(new UpdateCommand({ ...(input as object), ReturnValues: 'ALL_NEW' } as never)))
        .Attributes
    return undefined
  } catch (error) {
    throw refusal(steps, error)
  }
}

function refusal(steps: WriteRequest[], error: unknown): unknown {
  if (error instanceof ConditionalCheckFailedException) {
    return steps[0]?.refuse(error.Item && unmarshall(error.Item))
  }
  if (error instanceof TransactionCanceledException) {
    const reasons: CancellationReason[] = error.CancellationReasons ?? []
    const failed = reasons.findIndex((reason) => reason.Code === 'ConditionalCheckFailed')
    const reason = reasons[failed]
    if (reason) return steps[failed]?.refuse(reason.Item && unmarshall(reason.Item))
    const codes = reasons.map((one) => one.Code)
    if (codes.some((code) => code === 'TransactionConflict' || code === 'ThrottlingError')) return contended(error)
  }
  const name = (error as Error).name
  const throttles = ['TransactionConflictException', 'ProvisionedThroughputExceededException', 'ThrottlingException']
  return throttles.includes(name) ? contended(error) : error
}

/** What a caller is told when DynamoDB would not keep up with it. */
export const contended = (cause?: unknown): DomainError =>
  new DomainError(
    'throttled',
    'Too many changes to the same things at once. Try again.',
    { retryAfterSeconds: 1 },
    cause,
  )

function compile(TableName: string, write: Write | Count | Add, author: Author): WriteRequest {
  switch (write.kind) {
    case 'create':
      return {
        kind: 'Put',
        request: {
          TableName,
          Item: { ...encode(write.entity, write.item as never), ...authorship(write.entity, author) },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
        refuse: () => new DomainError(write.taken, write.message),
      }
    case 'put':
      return {
        kind: 'Put',
        request: {
          TableName,
          Item: { ...encode(write.entity, write.item as never), ...authorship(write.entity, author) },
        },
        refuse: changedMeanwhile,
      }
    case 'update':
      return { kind: 'Update', request: { TableName, ...compileUpdate(write, author) }, refuse: changedMeanwhile }
    case 'delete':
      return {
        kind: 'Delete',
        request: { TableName, Key: keyOf(write.entity, write.before as never), ...versionCondition(write) },
        refuse: changedMeanwhile,
      }
    case 'check':
      return {
        kind: 'ConditionCheck',
        request: { TableName, Key: keyOf(write.entity, write.before as never), ...versionCondition(write) },
        refuse: changedMeanwhile,
      }
    case 'count':
      return compileCount(TableName, write)
    case 'add':
      return compileAdd(TableName, write)
  }
}

function compileUpdate(write: Extract<Write, { kind: 'update' }>, author: Author): Row {
  const Key = keyOf(write.entity, write.before as never)
  const list = entities[write.entity].listedUnder && listOf(write.entity, write.before.tenant, write.set as never)
  const members = {
    ...encodeMembers(write.entity, write.set as never),
    ...(list && { listPk: list }),
    ...changeOf(write.entity, write.before.tenant, write.set as never),
    ...appearance(write.entity, write.before as never, write.set as never),
    // Whoever lists what somebody has added in stages, such as the relay, is not who made it.
    ...(isUnlisted(write.entity, write.before as never) ? {} : authorship(write.entity, author)),
  }
  if (!entities[write.entity].versioned) {
    const { names, values, expression } = assignments(members)
    return {
      Key,
      UpdateExpression: expression,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    }
  }
  const { names, values, expression } = assignments(members, '#version = :next')
  const still = stillAsRead(write)
  const next = (write.before as { version: number }).version + 1
  return {
    Key,
    UpdateExpression: expression,
    ConditionExpression: still.condition,
    ExpressionAttributeNames: { ...names, ...still.names },
    ExpressionAttributeValues: { ...values, ...still.values, ':next': next },
  }
}

/** `SET … REMOVE …` for named members, undefined meaning remove, and for further assignments as they are written. */
export function assignments(
  members: Row,
  ...further: string[]
): { names: Record<string, string>; values: Row; expression: string } {
  const names: Record<string, string> = {}
  const values: Row = {}
  const sets = [...further]
  const removes: string[] = []
  for (const [member, value] of Object.entries(members)) {
    names[`#${member}`] = member
    if (value === undefined) removes.push(`#${member}`)
    else {
      values[`:${member}`] = value
      sets.push(`#${member} = :${member}`)
    }
  }
  const clauses = [
    sets.length > 0 ? `SET ${sets.join(', ')}` : '',
    removes.length > 0 ? `REMOVE ${removes.join(', ')}` : '',
  ]
  return { names, values, expression: clauses.filter(Boolean).join(' ') }
}

function versionCondition(write: Extract<Write, { kind: 'delete' | 'check' }>): Row {
  if (!entities[write.entity].versioned) return { ConditionExpression: 'attribute_exists(pk)' }
  const { condition, names, values } = stillAsRead(write)
  return { ConditionExpression: condition, ExpressionAttributeNames: names, ExpressionAttributeValues: values }
}

/** That the item is there, is the same one, and has the version it was read with. */
function stillAsRead({ entity, before }: Extract<Write, { kind: 'update' | 'delete' | 'check' }>) {
  const { version, id } = before as { version: number; id: string }
  const names = { '#version': 'version' }
  const values = { ':before': version }
  if (!entities[entity].guardedById) return { condition: stillAt(version), names, values }
  return {
    condition: `(${stillAt(version)}) AND #incarnation = :incarnation`,
    names: { ...names, '#incarnation': 'id' },
    values: { ...values, ':incarnation': id },
  }
}

/** That the item is there and has the version it was read with. */
const stillAt = (version: number): string =>
  version === unversioned
    ? '#version = :before OR (attribute_exists(pk) AND attribute_not_exists(#version))'
    : '#version = :before'

function compileCount(TableName: string, { tenant, name, by, atMost, exceeded, message }: Count): WriteRequest {
  const limited = atMost !== undefined
  return {
    kind: 'Update',
    request: {
      TableName,
      Key: entities.tally.key(tenant, name),
      UpdateExpression: 'SET #tenant = :tenant, #name = :name ADD #count :by',
      ConditionExpression: limited ? 'attribute_not_exists(pk) OR #count <= :limit' : undefined,
      ExpressionAttributeNames: { '#tenant': 'tenant', '#name': 'name', '#count': 'count' },
      ExpressionAttributeValues: {
        ':tenant': tenant,
        ':name': name,
        ':by': by,
        ...(limited ? { ':limit': atMost - by } : {}),
      },
    },
    refuse: () => new DomainError(exceeded ?? 'internal', message ?? 'A count was refused.'),
  }
}

function compileAdd(TableName: string, { entity, item, sums, cause }: Add): WriteRequest {
  const { expression, names, values } = assignments({ ...item })
  const added = Object.entries(sums).filter(([, by]) => by !== 0)
  const first = cause && ', #cause = if_not_exists(#cause, :cause)'
  const adds = added.map((_one, index) => `#add${index} :add${index}`).join(', ')
  return {
    kind: 'Update',
    request: {
      TableName,
      Key: keyOf(entity, item as never),
      UpdateExpression: `${expression}${first ?? ''}${adds && ` ADD ${adds}`}`,
      ExpressionAttributeNames: {
        ...names,
        ...Object.fromEntries(added.map(([name], index) => [`#add${index}`, `${sumPrefix}${name}`])),
        ...(cause && { '#cause': 'cause' }),
      },
      ExpressionAttributeValues: {
        ...values,
        ...Object.fromEntries(added.map(([, by], index) => [`:add${index}`, by])),
        ...(cause && { ':cause': JSON.stringify(cause) }),
      },
    },
    refuse: changedMeanwhile,
  }
}
