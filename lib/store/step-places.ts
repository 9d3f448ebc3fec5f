import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { expiredPlaces, placeOf, type StepPlaces } from '#core/runs/step-places.ts'
import type { Table } from './dynamo.ts'
import { entities } from './table.ts'

/** Which step of which flow: with `limit` places. */
export interface PlacedStep extends Pick<StepPlaces, 'tenant' | 'flowId' | 'stepId'> {
  limit: number
}

const day = 86_400

/**
 * Takes a place for a message until a time, and gives it; undefined when all are taken. One request; where all were taken and
 * the time of some is over, two more.
 */
export async function takePlace(
  table: Table,
  step: PlacedStep,
  messageId: string,
  { nowSeconds, untilSeconds }: { nowSeconds: number; untilSeconds: number },
): Promise<string | undefined> {
  const place = placeOf(messageId, untilSeconds)
  const full = await add(table, step, place, untilSeconds + day)
  if (!full) return place
  const expired = expiredPlaces(full, nowSeconds)
  if (expired.length === 0) return undefined
  await giveBack(table, step, expired)
  return (await add(table, step, place, untilSeconds + day)) ? undefined : place
}

/** Gives places back. Those that are free already stay so. */
export async function giveBack({ name, client }: Table, step: PlacedStep, places: string[]): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: name,
      Key: keyOf(step),
      UpdateExpression: 'DELETE #taken :places',
      ExpressionAttributeNames: { '#taken': 'taken' },
      ExpressionAttributeValues: { ':places': new Set(places) },
    }),
  )
}

const keyOf = ({ tenant, flowId, stepId }: PlacedStep) => entities['step-places'].key(tenant, flowId, stepId)

/** The places as they are when there is none left; undefined when it was added. */
async function add(
  { name, client }: Table,
  { limit, ...step }: PlacedStep,
  place: string,
  expiresAt: number,
): Promise<Pick<StepPlaces, 'taken'> | undefined> {
  try {
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: keyOf({ limit, ...step }),
        UpdateExpression:
          'SET tenant = :tenant, flowId = :flowId, stepId = :stepId, expiresAt = :expiresAt ADD #taken :place',
        ConditionExpression: 'attribute_not_exists(#taken) OR size(#taken) < :limit',
        ExpressionAttributeNames: { '#taken': 'taken' },
        ExpressionAttributeValues: {
          ':tenant': step.tenant,
          ':flowId': step.flowId,
          ':stepId': step.stepId,
          ':expiresAt': expiresAt,
          ':place': new Set([place]),
          ':limit': limit,
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    return undefined
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    return error.Item ? (unmarshall(error.Item) as StepPlaces) : {}
  }
}
