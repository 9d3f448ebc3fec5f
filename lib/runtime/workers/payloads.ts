import type { Message } from '#core/runs/message.ts'
import type { NextPayload } from '#core/runs/settle-message.ts'
import { StepError } from '#core/runs/step-error.ts'
import { concurrently } from '../invocation/concurrently.ts'
import { openObjects } from '../objects/objects.ts'
import { keepPayload } from '../objects/payloads.ts'
import type { Services } from '../invocation/context.ts'

/** What a message carries lies in its item while it is small, else in the bucket under the SHA-256 of its text. */

/** A transaction takes 4 MB: ten items of the one size, or ninety of the other. */
const inlineBytes = { few: 200_000, many: 40_000 }
const few = 10

/** What one step may answer, all of it together. */
export const largestResultBytes = 100 * 1024 * 1024

type Place = Pick<Message, 'tenant' | 'runId'>

const objectsOf = ({ env }: Services, { tenant }: Place) => openObjects({ env, tenant })

/** Puts away what is too large for items of `messages` new messages. Throws a `StepError` for more than 100 MB. */
export async function keepPayloads(
  services: Services,
  place: Place,
  values: readonly unknown[],
  messages: number,
): Promise<NextPayload[]> {
  const texts = values.map(textOf)
  const total = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  if (total > largestResultBytes) {
    throw new StepError(`The step answered ${total} bytes. The results of one step are at most 100 MB together.`)
  }
  const limit = messages <= few ? inlineBytes.few : inlineBytes.many
  const objects = objectsOf(services, place)
  return concurrently(8, [...texts.entries()], ([index, text]) =>
    keepPayload(objects, place.runId, { value: values[index] ?? null, text }, limit),
  )
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value ?? null) ?? 'null'
  } catch (error) {
    throw new StepError('The step answered what is no JSON, or is nested too deeply.', {}, error)
  }
}

/** What a message carries; of one that a run began with and that was given nothing, an empty object. */
export async function readPayload(
  services: Services,
  { payload, payloadId, payloadRunId, ...place }: Place & Pick<Message, 'payload' | 'payloadId' | 'payloadRunId'>,
): Promise<unknown> {
  if (payloadId === undefined) return payload === undefined ? {} : payload
  const bytes = await objectsOf(services, place).readAll('runs', `${payloadRunId ?? place.runId}/${payloadId}`)
  if (!bytes) throw new StepError('What the message carries is not there any more.')
  return JSON.parse(bytes.toString()) as unknown
}
