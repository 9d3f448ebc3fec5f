import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Author } from '#core/actor.ts'
import type { EntityName } from '#core/items.ts'
import type { HttpHandlerUserInput } from '@smithy/protocol-http'
import type { Keys } from './keys.ts'
import { entities } from './table.ts'

/** Where AWS is and who calls it: what every SDK client is made with. On AWS only the region. */
export interface ClientConfig {
  region?: string
  endpoint?: string
  credentials?: { accessKeyId: string; secretAccessKey: string }
  /** How requests get there, if not over the network. */
  requestHandler?: HttpHandlerUserInput
  /** How they are signed, if not with the credentials. */
  signer?: DynamoDBClientConfig['signer']
}

/** That part of what else it is a part of: clients refuse members they do not know. */
export const clientConfig = (config: ClientConfig): ClientConfig => ({
  region: config.region,
  endpoint: config.endpoint,
  credentials: config.credentials,
  requestHandler: config.requestHandler,
  signer: config.signer,
})

/** How to reach the two tables. */
export interface TableAddress extends ClientConfig {
  tableName: string
  livenessTableName: string
}

/** The two tables and the client to them. Three attempts with the SDK's jittered backoff, then the caller hears about it. */
export interface Table {
  name: string
  livenessName: string
  client: DynamoDBDocumentClient
  /** By whom changes of it are made (author.ts). */
  author?: Author
}

export function openTable(address: TableAddress): Table {
  const client = new DynamoDBClient({ ...clientConfig(address), maxAttempts: 3 })
  // It copies every request and answer for a log that nobody keeps.
  client.middlewareStack.remove('loggerMiddleware')
  return {
    name: address.tableName,
    livenessName: address.livenessTableName,
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  }
}

/** The table an entity lives in. */
export const tableNameOf = ({ name, livenessName }: Table, entity: EntityName): string =>
  (entities[entity] as Keys<never>).table === 'liveness' ? livenessName : name
