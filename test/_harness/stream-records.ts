import type { DynamoDBRecord } from 'aws-lambda'
import type { Engine } from '../../lib/local/engine.ts'

/** All records of the stream of a test's table, oldest first. */
export async function allRecords(engine: Engine): Promise<DynamoDBRecord[]> {
  const streams = <T>(action: string, input: object) => engine.call<T>(`DynamoDBStreams_20120810.${action}`, input)
  const { Streams: [stream] = [] } = await streams<{ Streams: { StreamArn: string }[] }>('ListStreams', {
    TableName: 'sluice',
  })
  const StreamArn = stream?.StreamArn
  const { StreamDescription } = await streams<{ StreamDescription: { Shards: { ShardId: string }[] } }>(
    'DescribeStream',
    { StreamArn },
  )
  const records: DynamoDBRecord[] = []
  for (const { ShardId } of StreamDescription.Shards) {
    let { ShardIterator } = await streams<{ ShardIterator?: string }>('GetShardIterator', {
      StreamArn,
      ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    })
    for (let empty = false; ShardIterator && !empty;) {
      const page: { Records: DynamoDBRecord[]; NextShardIterator?: string } = await streams('GetRecords', {
        ShardIterator,
      })
      records.push(...page.Records)
      empty = page.Records.length === 0
      ShardIterator = page.NextShardIterator
    }
  }
  return records
}
