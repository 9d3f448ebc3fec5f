import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb'
import type { Hosting, HostingReport } from '#core/flows/hosting.ts'
import { decode, encodeMembers } from './codec.ts'
import { assignments } from './commit.ts'
import type { Table } from './dynamo.ts'
import { readBatch, batchSize } from './read.ts'
import { entities } from './table.ts'

/**
 * What servers host of flows. What is wanted and what is reported are written by different hands, each to members of its own and
 * only over what is older: neither reads before, and each may be repeated.
 */

/** Writes what a server is to host of a flow, unless something newer is there. */
export async function writeHosting(table: Table, hosting: Omit<Hosting, 'report' | 'reportOrder'>): Promise<void> {
  // What is not said any more goes.
  const { names, values, expression } = assignments({ stopMode: undefined, expiresAt: undefined, ...hosting })
  await updateIf(table, hosting, {
    UpdateExpression: expression,
    ConditionExpression: 'attribute_not_exists(#revision) OR #revision <= :revision',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  })
}

/** What a report is of. */
export interface ReportedHosting {
  tenant: string
  serverId: string
  flowKey: string
  report: HostingReport
  /** The boot and the number of the check-in, as text that sorts. */
  reportOrder: string
}

/** Keeps what an agent says of a flow that its server hosts, unless it has said something since. */
export async function writeReport(table: Table, reported: ReportedHosting): Promise<void> {
  const { report, reportOrder } = reported
  const { names, values, expression } = assignments(encodeMembers('hosting', { report, reportOrder }))
  await updateIf(table, reported, {
    UpdateExpression: expression,
    ConditionExpression: `attribute_exists(#revision) AND #flowId = :flowId AND (attribute_not_exists(#reportOrder) OR #reportOrder < :reportOrder)`,
    ExpressionAttributeNames: { ...names, '#revision': 'revision', '#flowId': 'flowId' },
    ExpressionAttributeValues: { ...values, ':flowId': report.flowId },
  })
}

/** What some servers host of some flows: one request for each hundred. */
export async function readHostings(
  table: Table,
  tenant: string,
  wanted: readonly Pick<Hosting, 'serverId' | 'flowKey'>[],
): Promise<Hosting[]> {
  const found: Hosting[] = []
  for (let from = 0; from < wanted.length; from += batchSize) {
    const part = wanted.slice(from, from + batchSize)
    const keys = part.map(({ serverId, flowKey }) => entities.hosting.key(tenant, serverId, flowKey))
    found.push(...(await readBatch(table, table.name, keys)).map((row) => decode('hosting', row)))
  }
  return found
}

/** Updates an item where its condition holds; where it does not, something newer is there. */
async function updateIf(
  { name, client }: Table,
  { tenant, serverId, flowKey }: Pick<Hosting, 'tenant' | 'serverId' | 'flowKey'>,
  update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
): Promise<void> {
  const Key = entities.hosting.key(tenant, serverId, flowKey)
  try {
    await client.send(new UpdateCommand({ TableName: name, Key, ...update }))
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}
