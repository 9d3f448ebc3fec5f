import { mostRecords, mostRecordsBytes } from './connectors.ts'
import { LineReader } from './read-lines.ts'

/** A record as JSON, and how many bytes of it there are. */
export interface WrittenRecord {
  record: unknown
  bytes: number
}

/** Lines of JSON in batches that one call takes: 500 records and 5 MB at most, one record at least. */
export async function* recordBatches(content: AsyncIterable<Uint8Array>): AsyncGenerator<WrittenRecord[]> {
  const batch = new Batch()
  for await (const line of linesIn(content)) {
    const bytes = Buffer.byteLength(line)
    if (batch.isFullWith(bytes)) yield batch.take()
    batch.add({ record: JSON.parse(line), bytes })
  }
  if (batch.hasAny) yield batch.take()
}

class Batch {
  private records: WrittenRecord[] = []
  private bytes = 0

  get hasAny(): boolean {
    return this.records.length > 0
  }

  isFullWith(bytes: number): boolean {
    return this.hasAny && (this.records.length >= mostRecords || this.bytes + bytes > mostRecordsBytes)
  }

  add(record: WrittenRecord): void {
    this.records.push(record)
    this.bytes += record.bytes
  }

  take(): WrittenRecord[] {
    const { records } = this
    this.records = []
    this.bytes = 0
    return records
  }
}

/** Texts of whole lines come several at a time. */
async function* linesIn(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const reader = new LineReader(Infinity)
  for await (const chunk of content) for (const text of reader.push(chunk)) yield* nonEmpty(text)
  for (const text of reader.end()) yield* nonEmpty(text)
}

const nonEmpty = (text: string): string[] => text.split('\n').filter((line) => line !== '')
