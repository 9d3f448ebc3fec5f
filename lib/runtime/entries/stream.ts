import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import { defaultTenant } from '#core/tenants.ts'
import { authorIn } from '#store/author.ts'
import { decode, entityOfRow, isUnlisted } from '#store/codec.ts'
import { bury } from '../capabilities/relay.ts'
import { environment, ownCall, services, type Capability, type Services } from '../invocation/context.ts'
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
 * on in order, different ones side by side; what takes a batch together is shown all of it. A failure that may pass
 * (throttling, an outage) is handed back, and the stream comes again from there; nothing is lost or overtaken meanwhile. A
 * failure that will not pass (a poison record) is put whole on the dead-letter queue and does not hold up the rest.
 */
export function relayHandler(
  effects: readonly RelayEffect[],
  capabilities: readonly Capability[],
  host: Host = { env: environment(capabilities) },
): Handler {
  const shared = services(host.env, capabilities, host.now)
  const actions = capabilities.reduce<object>((members, { relay }) => ({ ...members, ...relay?.(shared) }), {})
  return withMiddleware(relayName, host.env, ({ logger }) => async (event): Promise<DynamoDBBatchResponse> => {
    const { Records } = event as DynamoDBStreamEvent
    const batch: Batch = { shared, actions, logger }
    const lanes = Map.groupBy(Records, partitionOf)
    const stuck = await Promise.all([
      ...[...lanes.values()].map((records) => workLane(batch, effects, records)),
      ...effects.map((effect) => (effect.runBatch ? workTogether(batch, effect, Records) : undefined)),
    ])
    return { batchItemFailures: stuck.filter((at) => at !== undefined).map((itemIdentifier) => ({ itemIdentifier })) }
  })
}

interface Batch {
  shared: Services
  /** What the capabilities give effects. */
  actions: object
  logger: Telemetry['logger']
}

/** The sequence number to come again from, if any. */
type StuckAt = string | undefined

function contextFor({ shared, actions }: Batch, use: object) {
  const { region, accountId } = shared.env
  return { ...actions, now: shared.now().toISOString(), region, accountId, use } as never
}

/** The use cases of an effect, for the tenant of the changed item. */
function usesFor(
  { shared }: Batch,
  { name, uses }: RelayEffect,
  { before, after }: ItemChange,
  { eventID = '' }: DynamoDBRecord,
) {
  const { tenant = defaultTenant } = after ?? before ?? {}
  return bind(uses, (one) => contextOf(one, ownCall(name, tenant, eventID, shared), shared))
}

/** Works through one partition's records. */
async function workLane(batch: Batch, effects: readonly RelayEffect[], records: DynamoDBRecord[]): Promise<StuckAt> {
  for (const record of records) {
    const entity = entityOf(record)
    for (const effect of effects.filter(({ run, entities }) => run && entities.some((one) => one === entity))) {
      const stuckAt = await cause(batch, effect, record, async () => {
        const change = readChange(record)
        if (change) await effect.run?.(change, contextFor(batch, usesFor(batch, effect, change, record)))
      })
      if (stuckAt !== undefined) return stuckAt
    }
  }
  return undefined
}

/** Shows an effect all its changes of a batch. Where they will not pass together, each is shown by itself. */
async function workTogether(batch: Batch, effect: RelayEffect, records: DynamoDBRecord[]): Promise<StuckAt> {
  const own = records.filter((record) => effect.entities.some((entity) => entity === entityOf(record)))
  const [first] = own
  if (!first) return undefined
  const work = async (some: DynamoDBRecord[]) => {
    const changes = some.map(readChange).filter((change) => change !== undefined)
    await effect.runBatch?.(changes, contextFor(batch, {}))
  }
  try {
    await work(own)
    return undefined
  } catch (error) {
    if (isRetryable(error)) return comeAgain(batch, effect, first, error)
    for (const record of own) {
      const stuckAt = await cause(batch, effect, record, () => work([record]))
      if (stuckAt !== undefined) return stuckAt
    }
    return undefined
  }
}

/** Does what an effect is to do for a record. */
async function cause(
  batch: Batch,
  effect: RelayEffect,
  record: DynamoDBRecord,
  work: () => Promise<void>,
): Promise<StuckAt> {
  try {
    await work()
    return undefined
  } catch (error) {
    return isRetryable(error) ? comeAgain(batch, effect, record, error) : putAside(batch, effect, record, error)
  }
}

function comeAgain({ logger }: Batch, { name }: RelayEffect, { dynamodb }: DynamoDBRecord, error: unknown): StuckAt {
  const sequenceNumber = dynamodb?.SequenceNumber
  logger.warn('effect will be tried again', { effect: name, sequenceNumber, error: error as Error })
  return sequenceNumber
}

async function putAside(batch: Batch, { name }: RelayEffect, record: DynamoDBRecord, error: unknown): Promise<StuckAt> {
  const { shared, logger } = batch
  const sequenceNumber = record.dynamodb?.SequenceNumber
  logger.error('poison record', { effect: name, sequenceNumber, error: error as Error })
  try {
    await bury(shared.env, JSON.stringify({ effect: name, error: String(error), record }))
    return undefined
  } catch (unburied) {
    logger.error('dead-letter queue not reached', { sequenceNumber, error: unburied as Error })
    return sequenceNumber
  }
}

const partitionOf = (record: DynamoDBRecord): string => record.dynamodb?.Keys?.pk?.S ?? ''

type Image = Record<string, AttributeValue>
type Row = Record<string, unknown>

/** Without reading all of it. What lies at a key of a flow may be an alias: only a member of it says so. */
const entityOf = ({ dynamodb: { Keys, NewImage, OldImage } = {} }: DynamoDBRecord) =>
  entityOfRow({ sk: Keys?.sk?.S, aliasOf: (NewImage ?? OldImage)?.aliasOf })

function readChange(record: DynamoDBRecord): ItemChange | undefined {
  const { NewImage, OldImage } = record.dynamodb ?? {}
  const entity = entityOf(record)
  if (!isRelayed(entity)) return undefined
  const [oldRow, newRow] = [OldImage, NewImage].map((one) => (one ? unmarshall(one as Image) : undefined))
  const itemIn = (row: Row | undefined) => {
    const item = row && decode(entity, row)
    return item && isUnlisted(entity, item) ? undefined : item
  }
  const change = {
    entity,
    before: itemIn(oldRow),
    after: itemIn(newRow),
    author: newRow && authorIn(newRow),
  } as ItemChange
  return change.before || change.after ? change : undefined
}

const isRelayed = (entity: string | undefined): entity is RelayedEntity =>
  (relayedEntities as readonly (string | undefined)[]).includes(entity)
