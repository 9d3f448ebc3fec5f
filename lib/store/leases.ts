import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { DomainError } from '#core/errors.ts'
import type { Lease } from '#core/servers/lease.ts'
import type { RuntimeStatus } from '#core/servers/server.ts'
import { assignments } from './commit.ts'
import { decode } from './codec.ts'
import type { Table } from './dynamo.ts'
import { entities, leasePartition, leaseShards } from './table.ts'

/**
 * The writes to leases that are no read-then-commit, because they must cost one request. A check-in is one UpdateItem
 * that proves the credential, keeps the order of reports, renews the lease and brings back what the agent must be told;
 * how many flows its server has makes no difference to it.
 */
export interface CheckIn {
  tenant: string
  agentId: string
  secretHash: string
  bootId: string
  seq: number
  status: RuntimeStatus
  observedGeneration: number
  at: string
  intervalSeconds: number
  /** Of an agent that hosts flows. */
  observedFlowsGeneration?: number
  /** When it brings metrics: now. */
  metricsAt?: string
}

/**
 * Renews a lease. A check-in that is not newer than the last one (repeated, delayed, swapped) renews nothing and gets
 * the lease as it stands. Throws `credentials-rejected` for a secret that is not the agent's, or an agent that is not.
 */
export async function checkIn(
  { livenessName, client }: Table,
  { agentId, secretHash, ...checkIn }: CheckIn,
): Promise<Lease> {
  const { tenant, at, bootId, seq, metricsAt, ...told } = checkIn
  // Without metrics their time is left as it is in the item.
  const members = { ...told, lastSeenAt: at, bootId, seq, ...(metricsAt === undefined ? {} : { metricsAt }) }
  const { names, values, expression } = assignments(members)
  const isOwn = '(#secretHash = :secret OR (#formerSecretHash = :secret AND #formerSecretUntil > :lastSeenAt))'
  try {
    const { Attributes = {} } = await client.send(
      new UpdateCommand({
        TableName: livenessName,
        Key: entities.lease.key(tenant, agentId),
        UpdateExpression: expression,
        ConditionExpression: `#tenant = :tenant AND ${isOwn} AND (#bootId < :bootId OR (#bootId = :bootId AND #seq < :seq))`,
        ExpressionAttributeNames: {
          ...names,
          '#tenant': 'tenant',
          '#secretHash': 'secretHash',
          '#formerSecretHash': 'formerSecretHash',
          '#formerSecretUntil': 'formerSecretUntil',
        },
        ExpressionAttributeValues: { ...values, ':tenant': tenant, ':secret': secretHash },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    return decode('lease', Attributes)
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    const standing = error.Item && decode('lease', unmarshall(error.Item))
    if (standing?.tenant !== tenant || !isSecretOf(standing, secretHash, at)) throw unknownAgent()
    return standing
  }
}

/** Whether a secret opens an agent's lease at a time; during a rotation two do. */
export const isSecretOf = (lease: Lease, secretHash: string, at: string): boolean =>
  lease.secretHash === secretHash ||
  (lease.formerSecretHash === secretHash && lease.formerSecretUntil !== undefined && lease.formerSecretUntil > at)

export const unknownAgent = () => new DomainError('credentials-rejected', 'The agent or its secret is not known.')

/**
 * Carries what a server's change means to its agent's next check-in: whose agent it is, the generation that is desired,
 * and until when to come often. Late and repeated calls change nothing: generations only rise. A lease that is gone is
 * left so.
 */
export async function propagateToLease(
  table: Table,
  agentId: string,
  set: Pick<Lease, 'serverId' | 'fastPollFrom' | 'fastPollUntil' | 'metricsRequestedAt'> & {
    desiredGeneration?: number
  },
): Promise<void> {
  const { desiredGeneration, ...members } = set
  const generation = desiredGeneration === undefined ? {} : { desiredGeneration }
  const { names, values, expression } = assignments({ ...members, ...generation })
  const isRise =
    desiredGeneration === undefined
      ? ''
      : ' AND (#desiredGeneration < :desiredGeneration OR attribute_not_exists(#serverId) OR #serverId <> :serverId)'
  await updateIf(table, agentId, {
    UpdateExpression: expression,
    ConditionExpression: `attribute_exists(pk)${isRise}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  })
}

/** Has an agent told at its next check-in what its server is to host of flows. */
export const raiseFlowsGeneration = (table: Table, agentId: string): Promise<void> =>
  updateIf(table, agentId, {
    UpdateExpression: 'ADD flowsGeneration :one',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':one': 1 },
  })

/** Unties an agent from a server that is no more, unless it has another by now. */
export const detachLease = (table: Table, agentId: string, serverId: string): Promise<void> =>
  updateIf(table, agentId, {
    UpdateExpression: 'SET desiredGeneration = :none REMOVE serverId, announced',
    ConditionExpression: 'serverId = :serverId',
    ExpressionAttributeValues: { ':serverId': serverId, ':none': 0 },
  })

/** Notes what was announced of an agent's server, while that is still so. */
export const noteAnnounced = (table: Table, { agentId, lastSeenAt }: Lease, announced: 'up' | 'down'): Promise<void> =>
  updateIf(table, agentId, {
    UpdateExpression: 'SET announced = :announced',
    ConditionExpression: 'lastSeenAt = :lastSeenAt',
    ExpressionAttributeValues: { ':announced': announced, ':lastSeenAt': lastSeenAt },
  })

/** Updates a lease where its condition holds; where it does not, things have moved on and nothing is to be done. */
async function updateIf(
  { livenessName, client }: Table,
  agentId: string,
  update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
): Promise<void> {
  try {
    await client.send(new UpdateCommand({ TableName: livenessName, Key: entities.lease.key('', agentId), ...update }))
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}

/** Every lease there is, a page at a time: small items in a few partitions, so a sweep costs a read unit for every 20. */
export async function* allLeases({ livenessName, client }: Table): AsyncGenerator<Lease[]> {
  for (let shard = 0; shard < leaseShards; shard++) {
    let ExclusiveStartKey: Record<string, unknown> | undefined
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: livenessName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': leasePartition(shard) },
          ExclusiveStartKey,
        }),
      )
      yield (page.Items ?? []).map((row) => decode('lease', row))
      ExclusiveStartKey = page.LastEvaluatedKey
    } while (ExclusiveStartKey)
  }
}
