import { table } from '#store/table.ts'
import { EngineError, type Engine } from './engine.ts'

/** The request that makes the product's table, from the same data CDK makes it from. */
export const tableRequest = (TableName: string) => {
  const { partitionKey, sortKey, index } = table
  const strings = (...names: string[]) => names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }))
  const schema = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ]
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: strings(partitionKey, sortKey, index.partitionKey, index.sortKey),
    KeySchema: schema(partitionKey, sortKey),
    GlobalSecondaryIndexes: [
      {
        IndexName: index.name,
        KeySchema: schema(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.include] },
      },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  }
}

/** The same for the table of leases and figures: no index, no stream. */
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

/** Makes a table unless it is there. */
export async function ensureTable(engine: Engine, request: { TableName: string }): Promise<void> {
  try {
    await engine.call('DynamoDB_20120810.CreateTable', request)
  } catch (error) {
    if (!(error instanceof EngineError) || error.name !== 'ResourceInUseException') throw error
  }
}
