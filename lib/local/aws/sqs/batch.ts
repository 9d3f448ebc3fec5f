import { AwsError } from '../protocol.ts'
import { batchTooMany, emptyBatch, idsNotDistinct, invalidBatchId } from './errors.ts'
import type { Entry, Input } from './input.ts'

/** Does each entry of a batch: what SQS refuses of one entry is told of that entry, and the others are done. */
export async function batch<Done extends object>({ Entries = [] }: Input, work: (entry: Entry) => Promise<Done>) {
  if (Entries.length === 0) throw emptyBatch()
  if (Entries.length > 10) throw batchTooMany(Entries.length)
  if (!Entries.every(({ Id }) => /^[\w-]{1,80}$/.test(Id))) throw invalidBatchId()
  const repeated = Entries.find(({ Id }, at) => Entries.findIndex((other) => other.Id === Id) < at)
  if (repeated) throw idsNotDistinct(repeated.Id)
  const results = await Promise.all(Entries.map((entry) => outcomeOf(entry, work)))
  return {
    Successful: results.flatMap((one) => ('done' in one ? [one.done] : [])),
    Failed: results.flatMap((one) => ('failed' in one ? [one.failed] : [])),
  }
}

async function outcomeOf<Done extends object>(entry: Entry, work: (entry: Entry) => Promise<Done>) {
  const { Id } = entry
  try {
    return { done: { Id, ...(await work(entry)) } }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return { failed: { Id, SenderFault: true, Code: error.queryCode ?? error.name, Message: error.message } }
  }
}
