import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import { defaultTenant } from '#core/tenants.ts'
import { decode, entityOfRow } from '#store/codec.ts'
import { bury } from '../capabilities/relay.ts'
import { environment, ownCall, services, type Capability } from '../invocation/context.ts'
import { withMiddleware, type Handler, type Host, type Telemetry } from '../invocation/lambda.ts'
import { isRetryable } from '../invocation/outages.ts'
import { contextOf } from '../invocation/invoke-operation.ts'
import {
  relayedEntities,
  relayName,
  type ItemChange,
  type RelayedEntity,
  type RelayEffect,
} from '../declarations/relay.ts'
import { bind } from '../declarations/use-case.ts'

/**
 * The stream entry: shows a batch of the table's stream to the relay's effects. Records of one partition key are worked
 * on in order, different ones side by side. A failure that may pass (throttling, an outage) is handed back, and the
 * stream comes again from there; nothing is lost or overtaken meanwhile. A failure that will not pass (a poison record)
 * is put whole on the dead-letter queue and does not hold up the rest.
 */
export function relayHandler(
  effects: readonly RelayEffect[],
  capabilities: readonly Capability[],
  host: Host = { env: environment(capabilities) },
): Handler {
  const shared = services(host.env, capabilities, host.now)
  const actions = capabilities.reduce<object>((members, { relay }) => ({ ...members, ...relay?.(shared) }), {})
  return withMiddleware(relayName, host.env, (observer) => async (event): Promise<DynamoDBBatchResponse> => {
    const lanes = Map.groupBy((event as DynamoDBStreamEvent).Records, partitionOf)
    const stuck = await Promise.all([...lanes.values()].map((records) => workLane(records, observer)))
    return { batchItemFailures: stuck.filter((at) => at !== undefined).map((itemIdentifier) => ({ itemIdentifier })) }
  })

  /** The use cases of an effect, for the tenant of the changed item. */
  function usesFor({ name, uses }: RelayEffect, { before, after }: ItemChange, { eventID = '' }: DynamoDBRecord) {
    const { tenant = defaultTenant } = after ?? before ?? {}
    return bind(uses, (one) => contextOf(one, ownCall(name, tenant, eventID, shared), shared))
  }

  /** Works through one partition's records; the sequence number to come again from, if any. */
  async function workLane(records: DynamoDBRecord[], { logger }: Telemetry): Promise<string | undefined> {
    for (const record of records) {
      for (const effect of effects) {
        try {
          const change = readChange(record)
          if (!change || !effect.entities.includes(change.entity)) continue
          const use = usesFor(effect, change, record)
          await effect.run(change, { ...actions, now: shared.now().toISOString(), use } as never)
        } catch (error) {
          const sequenceNumber = record.dynamodb?.SequenceNumber
          if (isRetryable(error)) {
            logger.warn('effect will be tried again', { effect: effect.name, sequenceNumber, error: error as Error })
            return sequenceNumber
          }
          logger.error('poison record', { effect: effect.name, sequenceNumber, error: error as Error })
          try {
            await bury(shared.env, JSON.stringify({ effect: effect.name, error: String(error), record }))
          } catch (unburied) {
            logger.error('dead-letter queue not reached', { sequenceNumber, error: unburied as Error })
            return sequenceNumber
          }
        }
      }
    }
    return undefined
  }
}

const partitionOf = (record: DynamoDBRecord): string => record.dynamodb?.Keys?.pk?.S ?? ''

type Image = Record<string, AttributeValue>

function readChange({ dynamodb }: DynamoDBRecord): ItemChange | undefined {
  const { Keys, NewImage, OldImage } = dynamodb ?? {}
  // What lies at a key of a flow may be an alias: only the rest of the row says so.
  const entity = entityOfRow(unmarshall({ ...Keys, ...(NewImage ?? OldImage) } as Image))
  if (!isRelayed(entity)) return undefined
  const image = (one: unknown) => (one ? decode(entity, unmarshall(one as Image)) : undefined)
  return { entity, before: image(OldImage), after: image(NewImage) } as ItemChange
}

const isRelayed = (entity: string | undefined): entity is RelayedEntity =>
  (relayedEntities as readonly (string | undefined)[]).includes(entity)
