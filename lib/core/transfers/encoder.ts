import { TransferError } from './transfer-error.ts'
import { jsonLineOf, type Fields } from './value.ts'

export type FileType = 'JSON' | 'CSV' | 'PARQUET'

/** Makes an object of a format out of records: rows while they come, the object when all are there. */
export interface Encoder {
  readonly contentType: string
  /** Ends each row in scratch. */
  readonly rowEnd: number
  /** A record as it waits in scratch. Throws a TransferError for what the format cannot hold. */
  rowOf(record: Fields): string
  /** How long the object would be, uncompressed, if it had rows of so many bytes and ended here. */
  sizeOf(rowBytes: number): number
  write(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>
}

export const lineFeed = 0x0a

/** JSON Lines, which waits in scratch as it is written. */
export class JsonEncoder implements Encoder {
  readonly contentType = 'application/x-ndjson'
  readonly rowEnd = lineFeed
  private rows = 0

  rowOf(record: Fields): string {
    this.rows++
    return jsonLineOf(record)
  }

  sizeOf(rowBytes: number): number {
    return rowBytes + this.rows
  }

  write(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    return pieces
  }
}

const mostFields = 10_000

/** Where every record has all columns, records with fields all of their own would make an object of their square. */
export function checkFieldCount(count: number): void {
  if (count > mostFields) throw new TransferError(`the records of one object have more than ${mostFields} fields`)
}
