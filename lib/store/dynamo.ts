import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { EntityName } from '#core/change.ts'
import { entities, type Keys } from './table.ts'

/** How to reach the table: on AWS only its name, on one machine the local endpoint and the function's own key too. */
export interface TableAddress {
  tableName: string
  livenessTableName: string
  region?: string
  endpoint?: string
  credentials?: { accessKeyId: string; secretAccessKey: string }
}

/** The two tables and the client to them. Three attempts with the SDK's jittered backoff, then the caller hears about it. */
export interface Table {
  name: string
  livenessName: string
  client: DynamoDBDocumentClient
}

export function openTable({ tableName, livenessTableName, region, endpoint, credentials }: TableAddress): Table {
  const client = new DynamoDBClient({ region, endpoint, credentials, maxAttempts: 3 })
  return {
    name: tableName,
    livenessName: livenessTableName,
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  }
}

/** The table an entity lives in. */
export const homeOf = ({ name, livenessName }: Table, entity: EntityName): string =>
  (entities[entity] as Keys<never>).home === 'liveness' ? livenessName : name
