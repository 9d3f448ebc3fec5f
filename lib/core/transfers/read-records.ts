import { CsvParser } from './read-csv.ts'
import { JsonLinesParser } from './read-json-lines.ts'
import { LineReader, UnreadableBytes } from './read-lines.ts'
import type { OnHeader, RecordParser, Refuse } from './record-parser.ts'
import { TransferError, type Place } from './transfer-error.ts'
import type { SourceRecord } from './value.ts'

export type SourceFormat = 'CSV' | 'JSON'

/** Reads the records of one source object, chunk by chunk. Throws a TransferError that names the line. */
export class RecordReader {
  private readonly lines = new LineReader()
  private readonly parser: RecordParser
  private readonly object: Pick<Place, 'bucket' | 'key'>
  private readonly refuse: Refuse
  private first = Buffer.alloc(0)

  constructor(format: SourceFormat, object: Pick<Place, 'bucket' | 'key'>, onHeader: OnHeader = () => {}) {
    this.object = object
    this.refuse = (reason, line, field) => new TransferError(reason, { ...object, line, field })
    this.parser = format === 'CSV' ? new CsvParser(this.refuse, onHeader) : new JsonLinesParser(this.refuse)
  }

  *push(chunk: Uint8Array): Generator<SourceRecord> {
    if (this.first.length < 2) {
      this.first = Buffer.concat([this.first, chunk.subarray(0, 2)])
      if (this.first[0] === 0x1f && this.first[1] === 0x8b) {
        throw new TransferError('the object is compressed with gzip, which is not read', this.object)
      }
    }
    yield* this.records(this.lines.push(chunk), false)
  }

  *end(): Generator<SourceRecord> {
    yield* this.records(this.lines.end(), false)
    yield* this.parser.parse('', true)
  }

  private *records(texts: Iterable<string>, isLast: boolean): Generator<SourceRecord> {
    try {
      for (const text of texts) yield* this.parser.parse(text, isLast)
    } catch (error) {
      if (error instanceof UnreadableBytes) throw this.refuse(error.message, this.parser.line)
      throw error
    }
  }
}
