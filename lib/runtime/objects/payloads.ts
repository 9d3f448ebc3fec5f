import { createHash } from 'node:crypto'
import type { NextPayload } from '#core/runs/settle-message.ts'
import type { Objects } from './objects.ts'

/**
 * Keeps what a message carries: with the message up to so many bytes of JSON, else in the bucket under the SHA-256 of its text,
 * so that whoever keeps it again writes the same.
 */
export async function keepPayload(
  { put }: Pick<Objects<never, 'runs', never>, 'put'>,
  runId: string,
  { value, text }: { value: unknown; text: string },
  inlineBytes: number,
): Promise<NextPayload> {
  const sizeBytes = Buffer.byteLength(text)
  if (sizeBytes <= inlineBytes) return { payload: value, sizeBytes }
  const payloadId = createHash('sha256').update(text).digest('hex')
  await put('runs', `${runId}/${payloadId}`, Buffer.from(text))
  return { payloadId, sizeBytes }
}
