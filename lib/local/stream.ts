import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import { relayName } from '#runtime/declarations/relay.ts'
import { EngineError, type Engine } from './engine.ts'
import type { LocalFunctions } from './functions.ts'
import { arnOf, names } from './names.ts'
import type { State } from './state.ts'
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

const batchSize = 100
/** Without a nudge (a write by another process on the same file) new records are seen this much later. */
const idleMilliseconds = 1000
const retryMilliseconds = [200, 1000, 5000, 15_000]

interface Checkpoint {
  shardId: string
  after?: string
}

interface Batch {
  shardId: string
  records: DynamoDBRecord[]
  /** Where reading goes on after it; without one, behind the checkpoint. */
  nextIterator?: string
  /** Nothing will follow in this shard. */
  isEnd: boolean
  /** Nothing followed when it was read. */
  isLast: boolean
}

export function openStreamPump(engine: Engine, state: State, functions: LocalFunctions, timers: Timers): StreamPump {
  let stopped = false
  let failures = 0
  let cancel: (() => void) | undefined
  let working: Promise<void> | undefined
  let nudged = false
  let lastFailure: unknown
  let streamArn: string | undefined
  /** Where reading goes on; without one it is found from the checkpoint. */
  let reader: { shardId: string; iterator: string } | undefined

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
      for (let batch = await nextBatch(); batch && !stopped; batch = await nextBatch()) {
        await deliver(batch)
        failures = 0
        // Nothing was written since: what would follow is nudged for.
        if (batch.isLast && !nudged) break
      }
    } catch (error) {
      failures++
      lastFailure = error
    }
  }

  async function deliver({ shardId, records, nextIterator, isEnd }: Batch): Promise<void> {
    // Only once the whole batch is done does reading go on behind it; after a failure, from the checkpoint.
    reader = undefined
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
    if (nextIterator) reader = { shardId, iterator: nextIterator }
    if (isEnd) await state.put('closed-shard', shardId, { closedAt: timers.now().toISOString() })
  }

  /** The records that follow, and the end of a closed shard even without any; undefined when there is nothing to do. */
  async function nextBatch(): Promise<Batch | undefined> {
    const place = (reader ??= await openReader())
    if (!place) return undefined
    const page = await streams<{ Records: Record<string, never>[]; NextShardIterator?: string }>('GetRecords', {
      ShardIterator: place.iterator,
      Limit: batchSize,
    }).catch((error: unknown) => {
      // An iterator is valid for a quarter of an hour.
      reader = undefined
      throw error
    })
    // Behind a full page there may be more, although no iterator leads there.
    const isEnd = page.NextShardIterator === undefined && page.Records.length < batchSize
    if (page.Records.length === 0 && !isEnd) {
      reader = page.NextShardIterator ? { ...place, iterator: page.NextShardIterator } : undefined
      return undefined
    }
    const records = page.Records.map(toRecord)
    return {
      shardId: place.shardId,
      records,
      nextIterator: page.NextShardIterator,
      isEnd,
      isLast: !isEnd && records.length < batchSize,
    }
  }

  /** The oldest shard that is not finished, after the checkpoint; undefined when all are. */
  async function openReader(): Promise<{ shardId: string; iterator: string } | undefined> {
    const saved = await state.get<Checkpoint>('stream', names.table)
    const closed = new Set((await state.all('closed-shard')).map(({ name }) => name))
    const { StreamArn, shards } = await describe()
    const shardId = shards.find((id) => !closed.has(id))
    if (!shardId) return undefined
    return {
      shardId,
      iterator: await iteratorAt(StreamArn, shardId, saved?.shardId === shardId ? saved.after : undefined),
    }
  }

  /** Just after `after`, or at the oldest record there is: also when `after` itself is a day old and gone. */
  async function iteratorAt(StreamArn: string, ShardId: string, after: string | undefined): Promise<string> {
    const at = async (position: object) =>
      (await streams<{ ShardIterator: string }>('GetShardIterator', { StreamArn, ShardId, ...position })).ShardIterator
    if (after === undefined) return at({ ShardIteratorType: 'TRIM_HORIZON' })
    return at({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }).catch((error: unknown) => {
      if (!(error instanceof EngineError) || error.name !== 'TrimmedDataAccessException') throw error
      return at({ ShardIteratorType: 'TRIM_HORIZON' })
    })
  }

  async function describe(): Promise<{ StreamArn: string; shards: string[] }> {
    const StreamArn = (streamArn ??= await findStream())
    const { StreamDescription } = await streams<{ StreamDescription: { Shards: { ShardId: string }[] } }>(
      'DescribeStream',
      { StreamArn },
    )
    return { StreamArn, shards: StreamDescription.Shards.map(({ ShardId }) => ShardId) }
  }

  async function findStream(): Promise<string> {
    const { Streams: [stream] = [] } = await streams<{ Streams?: { StreamArn: string }[] }>('ListStreams', {
      TableName: names.table,
    })
    if (!stream) throw new Error('The table has no stream.')
    return stream.StreamArn
  }

  const streams = <T>(action: string, input: object) => engine.call<T>(`DynamoDBStreams_20120810.${action}`, input)

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

/** A record as Lambda hands it over: the stream's own, under the event names of the mapping. */
const toRecord = (record: Record<string, never>): DynamoDBRecord => ({
  ...(record as object),
  eventSource: 'aws:dynamodb',
  eventSourceARN: arnOf('stream'),
})
