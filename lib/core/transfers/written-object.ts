import { JsonEncoder, type Encoder, type FileType } from './encoder.ts'
import { RowBuffer, type Scratch } from './scratch.ts'
import type { Fields } from './value.ts'
import { CsvEncoder } from './write-csv.ts'
import { ParquetEncoder } from './write-parquet.ts'

/** An object that can be put: nothing of it will change any more. */
export interface FinishedObject {
  key: string
  contentType: string
  records: number
  /** To be read once, before the next object is asked for. */
  content: AsyncIterable<Uint8Array>
}

/** An object that is being made. */
export class WrittenObject {
  readonly key: string
  private readonly encoder: Encoder
  private readonly scratch: Scratch
  private readonly buffer: RowBuffer
  private rowBytes = 0
  private records = 0

  constructor(key: string, encoder: Encoder, scratch: Scratch) {
    this.key = key
    this.encoder = encoder
    this.scratch = scratch
    this.buffer = new RowBuffer(scratch)
  }

  /** Adds a record, which takes no waiting unless what is held grows beyond a piece. */
  add(record: Fields): Promise<void> | undefined {
    const bytes = this.buffer.add(this.encoder.rowOf(record), this.encoder.rowEnd)
    this.records++
    if (typeof bytes !== 'number') return bytes.then((length) => void (this.rowBytes += length))
    this.rowBytes += bytes
    return undefined
  }

  /** How long it is, uncompressed. */
  get size(): number {
    return this.encoder.sizeOf(this.rowBytes)
  }

  /** The object as it is to be put; `count` is told its size once all of it has been read. */
  async finish(count: (bytes: number) => void): Promise<FinishedObject> {
    await this.buffer.flush()
    const content = counted(this.encoder.write(this.scratch.read()), count)
    return { key: this.key, contentType: this.encoder.contentType, records: this.records, content }
  }

  discard(): Promise<void> {
    return this.scratch.discard()
  }
}

async function* counted(
  content: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of content) {
    bytes += chunk.length
    if (chunk.length > 0) yield chunk
  }
  count(bytes)
}

/** What makes objects of a type. Parquet has types only if the flow keeps those of a source that has any. */
export const encoderFor = (fileType: FileType, keepsTypes: boolean): Encoder => {
  if (fileType === 'CSV') return new CsvEncoder()
  return fileType === 'PARQUET' ? new ParquetEncoder(keepsTypes) : new JsonEncoder()
}
