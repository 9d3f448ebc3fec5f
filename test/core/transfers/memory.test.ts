import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Scratch } from '../../../lib/core/transfers/scratch.ts'
import { Transfer } from '../../../lib/core/transfers/transfer.ts'
import { task } from '../../_harness/tasks.ts'
import { settingsOf, type TransferCase } from '../../_harness/transfers.ts'

const folder = await mkdtemp(join(tmpdir(), 'transfer-'))
afterAll(() => rm(folder, { recursive: true }))

const megabyte = 1024 * 1024
const chunkBytes = 64 * 1024

/** Bytes that have gone in and out of each part: what is between them is held in memory. */
interface Flow {
  given: number
  kept: number
  readBack: number
  put: number
  mostHeldBefore: number
  mostHeldAfter: number
}

function fileScratch(flow: Flow): Scratch {
  const path = join(folder, 'scratch')
  const file = open(path, 'w')
  return {
    async append(bytes) {
      await (await file).writeFile(bytes)
      flow.kept += bytes.length
    },
    async *read() {
      for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
        flow.readBack += chunk.length
        flow.mostHeldAfter = Math.max(flow.mostHeldAfter, flow.readBack - flow.put)
        yield chunk
      }
    },
    async discard() {
      await (await file).close()
      await rm(path)
    },
  }
}

/** Moves records that come out as they went in, so that bytes can be compared. */
async function move(
  bytes: number,
  output: TransferCase['output'],
  format: 'CSV' | 'JSON',
  header: string,
  row: string,
) {
  const flow: Flow = { given: 0, kept: 0, readBack: 0, put: 0, mostHeldBefore: 0, mostHeldAfter: 0 }
  const transfer = new Transfer(settingsOf({ tasks: [task('Map_all')], objects: {}, format, output }), () =>
    fileScratch(flow),
  )
  const block = Buffer.from(row.repeat(Math.ceil((4 * chunkBytes) / row.length)))
  async function* source() {
    yield Buffer.from(header)
    while (flow.given < bytes) {
      for (let from = 0; from < block.length; from += chunkBytes) {
        // Asked for the next chunk, it has done with the one before.
        flow.mostHeldBefore = Math.max(flow.mostHeldBefore, flow.given - flow.kept)
        const chunk = block.subarray(from, from + chunkBytes)
        flow.given += chunk.length
        yield chunk
      }
    }
  }
  try {
    for await (const { content } of transfer.take({ key: 'in/a', position: 0 }, source())) {
      for await (const chunk of content) {
        // Compressed bytes say nothing of what they were made of: whatever was read back is out with a row group.
        flow.put = output?.fileType === 'PARQUET' ? flow.readBack : flow.put + chunk.length
      }
    }
    return { flow, figures: transfer.figures }
  } finally {
    await transfer.discard()
  }
}

describe('what a transfer holds does not follow the size of its source', () => {
  const row = `${'x'.repeat(40)},${'y'.repeat(40)},"${'z'.repeat(40)},"\n`

  test('a CSV object of 200 MB passes with less than 128 kB in memory', async () => {
    const { flow, figures } = await move(200 * megabyte, { fileType: 'CSV' }, 'CSV', 'a,b,c\n', row)

    expect(figures.bytesProcessed).toBeGreaterThanOrEqual(200 * megabyte)
    expect(figures.bytesWritten).toBe(figures.bytesProcessed)
    expect(flow.mostHeldBefore).toBeLessThan(2 * chunkBytes)
    expect(flow.mostHeldAfter).toBeLessThan(2 * chunkBytes)
  })

  test('a Parquet object is made with one row group of 8 MB in memory', async () => {
    const json = `${JSON.stringify({ a: 'x'.repeat(400), b: 12345, c: null })}\n`
    const { flow, figures } = await move(40 * megabyte, { fileType: 'PARQUET' }, 'JSON', '', json)

    expect(figures.recordsProcessed).toBeGreaterThan(90_000)
    expect(flow.mostHeldBefore).toBeLessThan(2 * chunkBytes)
    expect(flow.mostHeldAfter).toBeLessThanOrEqual(8 * megabyte + chunkBytes)
  })
})
