import type { DynamoDBBatchResponse } from 'aws-lambda'
import { relayName } from '#runtime/declarations/relay.ts'
import type { Engine } from './engine.ts'
import type { LocalFunctions } from './functions.ts'
import { names } from './names.ts'
import type { State } from './state.ts'
import { closedShards, StreamReader, type Batch, type Checkpoint } from './stream-reader.ts'
import type { Timers } from './timers.ts'

/**
 * The event source mapping between the table's stream and the relay, as Lambda runs it: batches in order, from where the
 * last one ended, and again from a record the relay hands back. How far it has come is on disk before the next batch is
 * taken, so a killed process goes on with what it had not finished, and may show a batch twice.
 */
export interface StreamPump {
  /** Looks for new records at once; called after each write to the table. */
  nudge: () => void
  /** Resolves when all that was written before has been worked on; rejects while the relay hands records back. */
  drained: () => Promise<void>
  stop: () => Promise<void>
}

/** Without a nudge (a write by another process on the same file) new records are seen this much later. */
const idleMilliseconds = 1000
const retryMilliseconds = [200, 1000, 5000, 15_000]

export function openStreamPump(engine: Engine, state: State, functions: LocalFunctions, timers: Timers): StreamPump {
  const reader = new StreamReader(engine, state)
  let stopped = false
  let failures = 0
  let cancel: (() => void) | undefined
  let working: Promise<void> | undefined
  let nudged = false
  let lastFailure: unknown

  const nudge = () => {
    nudged = true
    if (working || stopped || failures > 0) return
    start()
  }
  const start = () => {
    cancel?.()
    working = work().finally(() => {
      working = undefined
      if (stopped) return
      if (nudged && failures === 0) start()
      else rest()
    })
  }
  const rest = () => {
    const pause = failures === 0 ? idleMilliseconds : (retryMilliseconds[failures - 1] ?? retryMilliseconds.at(-1) ?? 0)
    const timer = setTimeout(() => start(), pause)
    timer.unref()
    cancel = () => clearTimeout(timer)
  }

  async function work(): Promise<void> {
    nudged = false
    try {
      for (let batch = await reader.next(); batch && !stopped; batch = await reader.next()) {
        await deliver(batch, functions, state, timers)
        reader.goOnAfter(batch)
        failures = 0
        // Nothing was written since: what would follow is nudged for.
        if (batch.isLast && !nudged) break
      }
    } catch (error) {
      failures++
      lastFailure = error
    }
  }

  return {
    nudge,
    async drained() {
      // Each write has nudged already; a nudge while a pass is under way makes another one follow it.
      while (working) await working
      if (failures > 0) throw lastFailure
    },
    async stop() {
      stopped = true
      cancel?.()
      await working
    },
  }
}

/** Shows the relay a batch, and notes how far it came. Throws while the relay hands records back. */
async function deliver(
  { shardId, records, isEnd }: Batch,
  functions: LocalFunctions,
  state: State,
  { now }: Timers,
): Promise<void> {
  if (records.length > 0) {
    const answer = (await functions.invoke(relayName, { Records: records })) as DynamoDBBatchResponse
    const failed = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
    const known = records.findIndex((record) => failed.includes(record.dynamodb?.SequenceNumber ?? ''))
    // As with Lambda, an id of none of the records hands back all of them.
    const stuckAt = failed.length > 0 && known < 0 ? 0 : known
    const done = stuckAt < 0 ? records : records.slice(0, stuckAt)
    const after = done.at(-1)?.dynamodb?.SequenceNumber
    if (after) await state.put('stream', names.table, { shardId, after } satisfies Checkpoint)
    if (stuckAt >= 0) throw new Error(`The relay handed back ${failed.length} records.`)
  }
  if (isEnd) await state.put(closedShards, shardId, { closedAt: now().toISOString() })
}
