import { expect, test } from 'vitest'
import { mostRecordsBytes } from '../../../lib/core/transfers/connectors.ts'
import { recordBatches } from '../../../lib/core/transfers/record-batches.ts'

async function* inPieces(text: string, length: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

const batchesOf = async (lines: string[], pieces = 1024 * 1024) => {
  const batches = []
  for await (const batch of recordBatches(inPieces(lines.map((line) => `${line}\n`).join(''), pieces)))
    batches.push(batch)
  return batches
}

test('a batch has 500 records at most, however the lines are cut into pieces', async () => {
  const lines = Array.from({ length: 1001 }, (_, id) => JSON.stringify({ id, text: 'ä' }))
  for (const pieces of [1, 7, 100_000]) {
    const batches = await batchesOf(lines, pieces)
    expect(batches.map(({ length }) => length)).toEqual([500, 500, 1])
    expect(batches.flat().map(({ record }) => JSON.stringify(record))).toEqual(lines)
    expect(batches[0]?.[0]?.bytes).toBe(Buffer.byteLength(lines[0] ?? ''))
  }
})

test('a batch has 5 MB at most, unless one record alone has more', async () => {
  const line = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2))
  const half = mostRecordsBytes / 2
  const batches = await batchesOf([line(half), line(half), line(10), line(mostRecordsBytes + 1), line(10)])
  expect(batches.map(({ length }) => length)).toEqual([2, 1, 1, 1])
})

test('there is no batch of nothing', async () => {
  expect(await batchesOf([])).toEqual([])
})
