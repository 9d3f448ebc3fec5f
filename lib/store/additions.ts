import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Addition } from '#core/flows/addition.ts'
import { listAddedFlow } from '#core/flows/add-flows.ts'
import type { Flow } from '#core/flows/flow.ts'
import { DomainError } from '#core/errors.ts'
import { decode, entityOfRow } from './codec.ts'
import { commit } from './commit.ts'
import type { Table } from './dynamo.ts'
import { read } from './read.ts'
import { entities } from './table.ts'

/**
 * Flows of an addition are there once it is done: whoever meets one that names its addition looks at that. It costs nothing of
 * flows that name none.
 */

type Row = Record<string, unknown>

/** Whether a flow that names an addition is there. `listed`: that has been forgotten, as all its flows are listed or gone. */
export async function stateOfAddition(table: Table, tenant: string, id: string): Promise<'done' | 'begun' | 'listed'> {
  const addition = await read(table, 'addition', tenant, id)
  if (!addition) return 'listed'
  return addition.status === 'done' ? 'done' : 'begun'
}

/** A row as readers see it; undefined for a flow whose addition has not been done. */
export async function presentRow(table: Table, row: Row | undefined): Promise<Row | undefined> {
  if (row?.additionId === undefined || entityOfRow(row) !== 'flow') return row
  const { tenant, key, additionId = '' } = decode('flow', row)
  const state = await stateOfAddition(table, tenant, additionId)
  if (state !== 'listed') return state === 'done' ? row : undefined
  // The row was read before it was listed.
  const Key = entities.flow.key(tenant, key)
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }))
  return Item?.additionId === undefined ? Item : undefined
}

/** Lists a flow of an addition that is done, unless somebody has done so. */
export async function listAdded(table: Table, flow: Flow, at: string): Promise<void> {
  try {
    await commit(table, listAddedFlow(flow, at).change)
  } catch (error) {
    // Nothing else changes a flow that is not listed.
    if (!(error instanceof DomainError && error.code === 'version-conflict')) throw error
  }
}

/** The additions of all tenants that are not yet forgotten. */
export async function allAdditions({ name, client }: Table): Promise<Addition[]> {
  const { pk } = entities.addition.key('', '')
  const found: Addition[] = []
  let ExclusiveStartKey: Row | undefined
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    )
    found.push(...(answer.Items ?? []).map((row) => decode('addition', row)))
    ExclusiveStartKey = answer.LastEvaluatedKey
  } while (ExclusiveStartKey)
  return found
}
