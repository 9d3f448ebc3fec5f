import { setTimeout as pause } from 'node:timers/promises'
import { table } from '#store/table.ts'
import { EngineError, type Engine } from './engine.ts'

/** The request that makes the product's table, from the same data CDK makes it from. */
export const tableRequest = (TableName: string) => {
  const { partitionKey, sortKey, index, changes } = table
  const strings = (...names: string[]) => names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }))
  const schema = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ]
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: strings(
      partitionKey,
      sortKey,
      ...[index, changes].flatMap((one) => [one.partitionKey, one.sortKey]),
    ),
    KeySchema: schema(partitionKey, sortKey),
    GlobalSecondaryIndexes: [index, changes].map((one) => ({
      IndexName: one.name,
      KeySchema: schema(one.partitionKey, one.sortKey),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...one.include] },
    })),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  }
}

/** The same for the table of leases and metrics: no index, no stream. */
export const livenessTableRequest = (TableName: string) => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [table.partitionKey, table.sortKey].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: [
    { AttributeName: table.partitionKey, KeyType: 'HASH' },
    { AttributeName: table.sortKey, KeyType: 'RANGE' },
  ],
})

interface TableRequest {
  TableName: string
  AttributeDefinitions?: object[]
  GlobalSecondaryIndexes?: Index[]
}

interface Index {
  IndexName: string
  KeySchema: object[]
  Projection: { NonKeyAttributes?: string[] }
  IndexStatus?: string
}

/** Makes a table unless it is there. One that an earlier version made gets the indexes of this one. */
export async function ensureTable(engine: Engine, request: TableRequest): Promise<void> {
  try {
    await engine.call('DynamoDB_20120810.CreateTable', request)
  } catch (error) {
    if (!(error instanceof EngineError) || error.name !== 'ResourceInUseException') throw error
    for (const index of request.GlobalSecondaryIndexes ?? []) await ensureIndex(engine, request, index)
  }
}

/** An index that carries other attributes is made again from the items: it holds nothing that they do not. */
async function ensureIndex(engine: Engine, request: TableRequest, wanted: Index): Promise<void> {
  const { TableName, AttributeDefinitions } = request
  const { IndexName } = wanted
  const find = async () => {
    const { Table } = await engine.call<{ Table: TableRequest }>('DynamoDB_20120810.DescribeTable', { TableName })
    return Table.GlobalSecondaryIndexes?.find((one) => one.IndexName === IndexName)
  }
  const change = (update: object) =>
    engine.call('DynamoDB_20120810.UpdateTable', {
      TableName,
      AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [update],
    })
  const carried = ({ Projection }: Index) => JSON.stringify([...(Projection.NonKeyAttributes ?? [])].sort())

  const found = await find()
  if (found && carried(found) === carried(wanted)) return
  if (found) await change({ Delete: { IndexName } })
  await until(async () => (await find()) === undefined)
  await change({ Create: wanted })
  await until(async () => (await find())?.IndexStatus === 'ACTIVE')

  async function until(isDone: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + 60_000; !(await isDone());) {
      if (Date.now() > deadline) throw new Error(`The index ${IndexName} of ${TableName} was not made within a minute.`)
      await pause(10)
    }
  }
}
