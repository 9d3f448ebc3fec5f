import type { DynamoDBRecord } from 'aws-lambda'
import { EngineError, type Engine } from './engine.ts'
import { arnOf, names } from './names.ts'
import type { State } from './state.ts'

export interface Checkpoint {
  shardId: string
  after?: string
}

export interface Batch {
  shardId: string
  records: DynamoDBRecord[]
  /** Where reading goes on after it; without one, behind the checkpoint. */
  nextIterator?: string
  /** Nothing will follow in this shard. */
  isEnd: boolean
  /** Nothing followed when it was read. */
  isLast: boolean
}

const batchSize = 100

/** The kind of the records that say which shards are finished. */
export const closedShards = 'closed-shard'

interface Place {
  shardId: string
  iterator: string
}

/** Reads the table's stream shard by shard, from the checkpoint on. */
export class StreamReader {
  readonly #engine: Engine
  readonly #state: State
  #streamArn: string | undefined
  /** Where reading goes on; without one it is found from the checkpoint. */
  #place: Place | undefined

  constructor(engine: Engine, state: State) {
    this.#engine = engine
    this.#state = state
  }

  /** The records that follow, and the end of a closed shard even without any; undefined when there is nothing to do. */
  async next(): Promise<Batch | undefined> {
    const place = this.#place ?? (await this.#open())
    // Only once the whole batch is done does reading go on behind it; after a failure (an iterator is valid for a quarter
    // of an hour), from the checkpoint.
    this.#place = undefined
    if (!place) return undefined
    const page = await this.#call<{ Records: Record<string, never>[]; NextShardIterator?: string }>('GetRecords', {
      ShardIterator: place.iterator,
      Limit: batchSize,
    })
    // Behind a full page there may be more, although no iterator leads there.
    const isEnd = page.NextShardIterator === undefined && page.Records.length < batchSize
    const batch: Batch = {
      shardId: place.shardId,
      records: page.Records.map(toRecord),
      nextIterator: page.NextShardIterator,
      isEnd,
      isLast: !isEnd && page.Records.length < batchSize,
    }
    if (page.Records.length > 0 || isEnd) return batch
    this.goOnAfter(batch)
    return undefined
  }

  /** Says that a batch is done. */
  goOnAfter({ shardId, nextIterator }: Batch): void {
    this.#place = nextIterator ? { shardId, iterator: nextIterator } : undefined
  }

  /** The oldest shard that is not finished, after the checkpoint; undefined when all are. */
  async #open(): Promise<Place | undefined> {
    const saved = await this.#state.get<Checkpoint>('stream', names.table)
    const closed = new Set((await this.#state.all(closedShards)).map(({ name }) => name))
    const streamArn = (this.#streamArn ??= await this.#findStream())
    const shardId = (await this.#shards(streamArn)).find((id) => !closed.has(id))
    if (!shardId) return undefined
    const after = saved?.shardId === shardId ? saved.after : undefined
    return { shardId, iterator: await this.#iteratorAt(streamArn, shardId, after) }
  }

  /** Just after `after`, or at the oldest record there is: also when `after` itself is a day old and gone. */
  async #iteratorAt(StreamArn: string, ShardId: string, after: string | undefined): Promise<string> {
    const at = async (position: object) => {
      const answer = await this.#call<{ ShardIterator: string }>('GetShardIterator', {
        StreamArn,
        ShardId,
        ...position,
      })
      return answer.ShardIterator
    }
    if (after === undefined) return at({ ShardIteratorType: 'TRIM_HORIZON' })
    return at({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }).catch((error: unknown) => {
      if (!(error instanceof EngineError) || error.name !== 'TrimmedDataAccessException') throw error
      return at({ ShardIteratorType: 'TRIM_HORIZON' })
    })
  }

  async #shards(StreamArn: string): Promise<string[]> {
    type Description = { StreamDescription: { Shards: { ShardId: string }[] } }
    const { StreamDescription } = await this.#call<Description>('DescribeStream', { StreamArn })
    return StreamDescription.Shards.map(({ ShardId }) => ShardId)
  }

  async #findStream(): Promise<string> {
    const { Streams: [stream] = [] } = await this.#call<{ Streams?: { StreamArn: string }[] }>('ListStreams', {
      TableName: names.table,
    })
    if (!stream) throw new Error('The table has no stream.')
    return stream.StreamArn
  }

  #call<T>(action: string, input: object): Promise<T> {
    return this.#engine.call<T>(`DynamoDBStreams_20120810.${action}`, input)
  }
}

/** A record as Lambda hands it over: the stream's own, under the event names of the mapping. */
const toRecord = (record: Record<string, never>): DynamoDBRecord => ({
  ...(record as object),
  eventSource: 'aws:dynamodb',
  eventSourceARN: arnOf('stream'),
})
