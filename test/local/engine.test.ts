import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { startEngine } from '../../lib/local/engine.ts'
import { startEngineProcess } from '../../lib/local/engine-process.ts'
import { ensureTable, tableRequest } from '../../lib/local/table.ts'
import { temporaryFolder } from '../_harness/process.ts'
import { join } from 'node:path'
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

const listTables = [
  'POST / HTTP/1.1',
  'host: 127.0.0.1',
  'content-type: application/x-amz-json-1.0',
  'x-amz-target: DynamoDB_20120810.ListTables',
  'x-amz-date: 20260101T000000Z',
  'authorization: AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0',
  'content-length: 2',
  '',
  '{}',
].join('\r\n')

test.each([
  ['on disk', undefined],
  ['on disk, whose limit cannot be raised', false],
])('another process that connects to an engine %s is never answered', async (_where, isSealed) => {
  const { folder, remove } = await temporaryFolder()
  const engine = await startEngineProcess(join(folder, 'table.db'), isSealed)
  const answers: string[] = []
  const strangers = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const stranger = connect(engine.port, '127.0.0.1')
      stranger.on('data', (data) => answers.push(data.toString()))
      await once(stranger, 'connect')
      stranger.write(listTables)
      return stranger
    }),
  )

  // The engine tries to accept them once a second; it goes on answering us meanwhile.
  const until = Date.now() + 2500
  while (Date.now() < until) expect((await engine.send('DynamoDB_20120810.ListTables', '{}')).status).toBe(200)

  expect(answers).toEqual([])
  for (const stranger of strangers) stranger.destroy()
  await engine.stop()
  await remove()
})

test('an engine that is killed while it writes is started again, and has lost nothing it acknowledged', async () => {
  const { folder, remove } = await temporaryFolder()
  const engine = await startEngine(join(folder, 'table.db'))
  await ensureTable(engine, tableRequest('sluice'))
  const keyOf = (name: string) => ({ pk: { S: name }, sk: { S: name } })
  const acknowledged: string[] = []
  let isKilled = false
  const write = async (lane: number) => {
    for (let index = 0; index < 30; index++) {
      const name = `${lane}-${index}`
      const written = engine.call('DynamoDB_20120810.PutItem', { TableName: 'sluice', Item: keyOf(name) })
      // One that was under way may or may not have been carried out.
      await written.then(() => acknowledged.push(name)).catch(() => undefined)
      if (acknowledged.length === 40 && !isKilled) {
        isKilled = true
        process.kill(await engine.pid(), 'SIGKILL')
      }
    }
  }

  await Promise.all(Array.from({ length: 8 }, (_, lane) => write(lane)))

  expect(acknowledged.length).toBeGreaterThan(100)
  const { Items } = await engine.call<{ Items: { pk: { S: string } }[] }>('DynamoDB_20120810.Scan', {
    TableName: 'sluice',
  })
  const kept = new Set(Items.map(({ pk }) => pk.S))
  expect(acknowledged.filter((name) => !kept.has(name))).toEqual([])
  await engine.stop()
  await remove()
})

test('an engine that is stopped does not keep the product from ending', { timeout: 20_000 }, async () => {
  const { folder, remove } = await temporaryFolder()
  const engine = await startEngine(join(folder, 'table.db'))
  process.kill(await engine.pid(), 'SIGSTOP')

  await engine.stop()

  await remove()
})

test('the files of the engine are the owner’s alone', async () => {
  const { folder, remove } = await temporaryFolder()
  const engine = await startEngine(join(folder, 'table.db'))

  for (const file of ['table.db', 'table.db-wal'])
    expect(statSync(join(folder, file)).mode.toString(8).slice(-3)).toBe('600')

  await engine.stop()
  await remove()
})

test.each([
  'SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1',
  'SELECT event_name FROM _stream_records WHERE table_name = ?1 AND shard_id = ?2 AND CAST(sequence_number AS INTEGER) > ?3 ORDER BY CAST(sequence_number AS INTEGER) ASC',
])('what the engine asks of its stream records reads an index, however many there are: %s', async (question) => {
  const { folder, remove } = await temporaryFolder()
  const engine = await startEngine(join(folder, 'table.db'))
  const database = new DatabaseSync(join(folder, 'table.db'), { readOnly: true })

  const plan = database
    .prepare(`EXPLAIN QUERY PLAN ${question}`)
    .all()
    .map(({ detail }) => detail)

  expect(plan).toEqual([expect.stringMatching(/^SEARCH _stream_records USING (COVERING )?INDEX sluice_stream_/)])
  database.close()
  await engine.stop()
  await remove()
})
