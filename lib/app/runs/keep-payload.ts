import { createHash } from 'node:crypto'
import type { NextPayload } from '#core/runs/settle-message.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** What is larger lies in the bucket, so that ninety messages that carry it fit into a transaction. */
const inlineBytes = 30_000

/** Puts away what the first messages of a run are given: with the messages while it is small, else in the bucket. */
export const keepPayload = useCase({
  effects: { writesObjects: ['runs'] },
  async run({ objects }, runId: string, payload: unknown): Promise<NextPayload> {
    const text = JSON.stringify(payload)
    const sizeBytes = Buffer.byteLength(text)
    if (sizeBytes <= inlineBytes) return { payload, sizeBytes }
    const payloadId = createHash('sha256').update(text).digest('hex')
    await objects.put('runs', `${runId}/${payloadId}`, Buffer.from(text))
    return { payloadId, sizeBytes }
  },
})
