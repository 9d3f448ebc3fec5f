import type { NextPayload } from '#core/runs/settle-message.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import * as payloads from '#runtime/objects/payloads.ts'

/** What is larger lies in the bucket, so that ninety messages that carry it fit into a transaction. */
const inlineBytes = 30_000

/** Puts away what the first messages of a run are given. */
export const keepPayload = useCase({
  effects: { writesObjects: ['runs'] },
  run: ({ objects }, runId: string, value: unknown): Promise<NextPayload> =>
    payloads.keepPayload(objects, runId, { value, text: JSON.stringify(value) }, inlineBytes),
})
