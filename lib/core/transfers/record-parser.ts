import type { TransferError } from './transfer-error.ts'
import type { SourceRecord } from './value.ts'

/** Makes the error that ends the reading. */
export type Refuse = (reason: string, line: number, field?: string) => TransferError

export interface RecordParser {
  /** The line on which the next record begins. */
  readonly line: number
  /** Of CSV: the header, once it is read. */
  readonly fieldNames: readonly string[] | undefined
  /** The records of a text of whole lines; the last one may lack its line end. */
  parse(text: string, isLast: boolean): Generator<SourceRecord>
}
