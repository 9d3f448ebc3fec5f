import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import { relayName } from '#runtime/relay.ts'
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
  checkpoint: Checkpoint
  records: DynamoDBRecord[]
  shardIsClosed: boolean
}

export function openStreamPump(engine: Engine, state: State, functions: LocalFunctions, timers: Timers): StreamPump {
  let stopped = false
  let failures = 0
  let cancel: (() => void) | undefined
  let working: Promise<void> | undefined
  let nudged = false
  let lastFailure: unknown
  let streamArn: string | undefined

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
      let batch = await nextBatch()
      while (batch && !stopped) {
        await deliver(batch)
        failures = 0
        batch = await nextBatch()
      }
    } catch (error) {
      failures++
      lastFailure = error
    }
  }

  async function deliver({ checkpoint, records, shardIsClosed }: Batch): Promise<void> {
    if (records.length > 0) {
      const answer = (await functions.invoke(relayName, { Records: records })) as DynamoDBBatchResponse
      const failed = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
      const stuckAt = records.findIndex((record) => failed.includes(record.dynamodb?.SequenceNumber ?? ''))
      const done = stuckAt < 0 ? records : records.slice(0, stuckAt)
      const after = done.at(-1)?.dynamodb?.SequenceNumber
      if (after) await state.put('stream', names.table, { ...checkpoint, after } satisfies Checkpoint)
      if (stuckAt >= 0) throw new Error(`The relay handed back ${failed.length} records.`)
    }
    if (shardIsClosed) await state.put('closed-shard', checkpoint.shardId, { closedAt: timers.now().toISOString() })
  }

  /** The records after the checkpoint, from the oldest shard that is not finished; undefined when there are none. */
  async function nextBatch(): Promise<Batch | undefined> {
    const saved = await state.get<Checkpoint>('stream', names.table)
    const closed = new Set((await state.all('closed-shard')).map(({ name }) => name))
    const { StreamArn, shards } = await describe()
    const shardId = shards.find((id) => !closed.has(id))
    if (!shardId) return undefined
    const after = saved?.shardId === shardId ? saved.after : undefined
    const ShardIterator = await iteratorAt(StreamArn, shardId, after)
    const page = await streams<{ Records: Record<string, never>[]; NextShardIterator?: string }>('GetRecords', {
      ShardIterator,
      Limit: batchSize,
    })
    const shardIsClosed = page.NextShardIterator === undefined && page.Records.length < batchSize
    if (page.Records.length === 0 && !shardIsClosed) return undefined
    return { checkpoint: { shardId, after }, records: page.Records.map(toRecord), shardIsClosed }
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
      while (working) {
        await working
        if (failures > 0) throw lastFailure
      }
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
