import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** How to reach the table: on AWS only its name, on one machine the local endpoint and the function's own key too. */
export interface TableAddress {
  tableName: string
  region?: string
  endpoint?: string
  credentials?: { accessKeyId: string; secretAccessKey: string }
}

/** A table and the client to it. Three attempts with the SDK's jittered backoff, then the caller hears about it. */
export interface Table {
  name: string
  client: DynamoDBDocumentClient
}

export function openTable({ tableName, region, endpoint, credentials }: TableAddress): Table {
  const client = new DynamoDBClient({ region, endpoint, credentials, maxAttempts: 3 })
  return {
    name: tableName,
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  }
}
