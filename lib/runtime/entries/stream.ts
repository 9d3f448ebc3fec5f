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
  const { region, accountId } = shared.env
  const contextFor = (use: object) => ({ ...actions, now: shared.now().toISOString(), region, accountId, use }) as never
  return withMiddleware(relayName, host.env, (observer) => async (event): Promise<DynamoDBBatchResponse> => {
    const { Records } = event as DynamoDBStreamEvent
    const lanes = Map.groupBy(Records, partitionOf)
    const stuck = await Promise.all([
      ...[...lanes.values()].map((records) => workLane(records, observer)),
      ...effects.map((effect) => effect.runBatch && workBatch(effect, Records, observer)),
    ])
    return { batchItemFailures: stuck.filter((at) => at !== undefined).map((itemIdentifier) => ({ itemIdentifier })) }
  })

  /** The use cases of an effect, for the tenant of the changed item. */
  function usesFor({ name, uses }: RelayEffect, { before, after }: ItemChange, { eventID = '' }: DynamoDBRecord) {
    const { tenant = defaultTenant } = after ?? before ?? {}
    return bind(uses, (one) => contextOf(one, ownCall(name, tenant, eventID, shared), shared))
  }

  /** Works through one partition's records; the sequence number to come again from, if any. */
  async function workLane(records: DynamoDBRecord[], observer: Telemetry): Promise<string | undefined> {
    for (const record of records) {
      const entity = entityOf(record)
      for (const effect of effects.filter(({ run, entities }) => run && entities.some((one) => one === entity))) {
        const stuckAt = await cause(effect, [record], observer, async () => {
          const change = readChange(record)
          if (change) await effect.run?.(change, contextFor(usesFor(effect, change, record)))
        })
        if (stuckAt !== undefined) return stuckAt
      }
    }
    return undefined
  }

  /** Shows an effect all its changes of the batch. One that will not pass with them is shown each by itself. */
  async function workBatch(
    effect: RelayEffect,
    records: DynamoDBRecord[],
    observer: Telemetry,
  ): Promise<string | undefined> {
    const own = records.filter((record) => effect.entities.some((entity) => entity === entityOf(record)))
    const work = (some: DynamoDBRecord[]) => async () => {
      const changes = some.map(readChange).filter((change) => change !== undefined)
      await effect.runBatch?.(changes, contextFor({}))
    }
    if (own.length === 0) return undefined
    try {
      await work(own)()
      return undefined
    } catch (error) {
      if (isRetryable(error)) return cause(effect, own, observer, () => Promise.reject(error as Error))
      for (const record of own) {
        const stuckAt = await cause(effect, [record], observer, work([record]))
        if (stuckAt !== undefined) return stuckAt
      }
      return undefined
    }
  }

  /** Does what an effect is to do for records: the sequence number to come again from, when that may pass. */
  async function cause(
    { name }: RelayEffect,
    records: DynamoDBRecord[],
    { logger }: Telemetry,
    work: () => Promise<void>,
  ): Promise<string | undefined> {
    const sequenceNumber = records[0]?.dynamodb?.SequenceNumber
    try {
      await work()
    } catch (error) {
      if (isRetryable(error)) {
        logger.warn('effect will be tried again', { effect: name, sequenceNumber, error: error as Error })
        return sequenceNumber
      }
      logger.error('poison record', { effect: name, sequenceNumber, error: error as Error })
      try {
        await bury(shared.env, JSON.stringify({ effect: name, error: String(error), record: records[0] }))
      } catch (unburied) {
        logger.error('dead-letter queue not reached', { sequenceNumber, error: unburied as Error })
        return sequenceNumber
      }
    }
    return undefined
  }
}

const partitionOf = (record: DynamoDBRecord): string => record.dynamodb?.Keys?.pk?.S ?? ''

type Image = Record<string, AttributeValue>

/** Without reading all of it. What lies at a key of a flow may be an alias: only a member of it says so. */
const entityOf = ({ dynamodb: { Keys, NewImage, OldImage } = {} }: DynamoDBRecord) =>
  entityOfRow({ sk: Keys?.sk?.S, aliasOf: (NewImage ?? OldImage)?.aliasOf })

function readChange(record: DynamoDBRecord): ItemChange | undefined {
  const { NewImage, OldImage } = record.dynamodb ?? {}
  const entity = entityOf(record)
  if (!isRelayed(entity)) return undefined
  const image = (one: unknown) => (one ? decode(entity, unmarshall(one as Image)) : undefined)
  return { entity, before: image(OldImage), after: image(NewImage) } as ItemChange
}

const isRelayed = (entity: string | undefined): entity is RelayedEntity =>
  (relayedEntities as readonly (string | undefined)[]).includes(entity)
