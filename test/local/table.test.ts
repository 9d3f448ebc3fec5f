import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEngine } from '../../lib/local/engine.ts'
import { ensureTable, tableRequest } from '../../lib/local/table.ts'
import { temporaryFolder } from '../_harness/process.ts'

test('a table of an earlier version gets the index of this one, filled from its items', async () => {
  const { folder, remove } = await temporaryFolder()
  const engine = await startEngine(join(folder, 'table.db'))
  const request = tableRequest('sluice')
  const [index] = request.GlobalSecondaryIndexes
  if (!index) throw new Error('The table has no index.')
  const former = { ...index, Projection: { ...index.Projection, NonKeyAttributes: ['status'] } }
  const [partition, sort] = index.KeySchema.map(({ AttributeName }) => AttributeName)
  const used = new Set(['pk', 'sk', partition, sort])
  const AttributeDefinitions = request.AttributeDefinitions.filter(({ AttributeName }) => used.has(AttributeName))
  await ensureTable(engine, { ...request, AttributeDefinitions, GlobalSecondaryIndexes: [former] })
  const keys = { pk: { S: 'a' }, sk: { S: 'a' }, [String(partition)]: { S: 'all' }, [String(sort)]: { S: '1' } }
  const item = { ...keys, status: { S: 'deployed' }, targets: { S: 'some' }, other: { S: 'not carried' } }
  await engine.call('DynamoDB_20120810.PutItem', { TableName: 'sluice', Item: item })
  const listed = async () =>
    (
      await engine.call<{ Items: object[] }>('DynamoDB_20120810.Query', {
        TableName: 'sluice',
        IndexName: index.IndexName,
        KeyConditionExpression: '#p = :p',
        ExpressionAttributeNames: { '#p': partition },
        ExpressionAttributeValues: { ':p': { S: 'all' } },
      })
    ).Items
  const names = async () => {
    const { Table } = await engine.call<{ Table: { GlobalSecondaryIndexes: { IndexName: string }[] } }>(
      'DynamoDB_20120810.DescribeTable',
      { TableName: 'sluice' },
    )
    return Table.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName).sort()
  }
  expect(await listed()).toEqual([{ ...keys, status: item.status }])

  await ensureTable(engine, request)

  expect(await listed()).toEqual([{ ...keys, status: item.status, targets: item.targets }])
  // Nothing is left to do the next time.
  await ensureTable(engine, request)
  expect(await listed()).toHaveLength(1)
  expect(await names()).toEqual(['changes', 'listed'])
  await engine.stop()
  await remove()
})
