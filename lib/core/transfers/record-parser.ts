import type { TransferError } from './transfer-error.ts'
import type { SourceRecord } from './value.ts'

/** Makes the error that ends the reading. */
export type Refuse = (reason: string, line: number, field?: string) => TransferError

/** Is told the field names of a CSV object, once they are read; may refuse them. */
export type OnHeader = (fieldNames: readonly string[]) => void

export interface RecordParser {
  /** The line on which the next record begins. */
  readonly line: number
  /** The records of a text of whole lines; the last one may lack its line end. */
  parse(text: string, isLast: boolean): Generator<SourceRecord>
}
