import { checkFieldCount, type Encoder } from './encoder.ts'
import { jsonOf, type Fields, type Value } from './value.ts'

/** Ends a row in scratch. UTF-8 has no such byte, so it is found without reading the row. */
const rowEnd = 0xff

/** A value as a CSV field: null is empty, an empty string is quoted. */
export const csvField = (value: Value): string => {
  if (value === null) return ''
  const text = typeof value === 'string' ? value : jsonOf(value)
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The header of a CSV object, which grows as records show fields that those before them had not. */
export class CsvEncoder implements Encoder {
  readonly contentType = 'text/csv'
  readonly rowEnd = rowEnd
  private readonly places = new Map<string, number>()
  /** How many columns there are, from which row on: the rows before are shorter. */
  private readonly widths: { from: number; width: number }[] = []
  private rows = 0
  private rowCommas = 0
  private headerBytes = 0

  /** A record as a row as wide as the header is by now. */
  rowOf(record: Fields): string {
    for (const name of record.keys()) if (!this.places.has(name)) this.addColumn(name)
    const row = Array.from({ length: this.places.size }, () => '')
    for (const [name, value] of record) row[this.places.get(name) ?? 0] = csvField(value)
    const width = Math.max(1, row.length)
    if (this.widths.at(-1)?.width !== width) this.widths.push({ from: this.rows, width })
    this.rows++
    this.rowCommas += width - 1
    return row.join(',')
  }

  private addColumn(name: string): void {
    checkFieldCount(this.places.size + 1)
    this.places.set(name, this.places.size)
    this.headerBytes += Buffer.byteLength(csvField(name)) + 1
  }

  sizeOf(rowBytes: number): number {
    return this.headerBytes + rowBytes + this.rows + (this.places.size - 1) * this.rows - this.rowCommas
  }

  async *write(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${[...this.places.keys()].map(csvField).join(',')}\n`)
    const ends = this.endings()
    ends.next(false)
    let rowBytes = 0
    for await (const piece of pieces) {
      const parts: Uint8Array[] = []
      let from = 0
      for (let at = piece.indexOf(rowEnd); at >= 0; at = piece.indexOf(rowEnd, from)) {
        rowBytes += at - from
        parts.push(piece.subarray(from, at), ends.next(rowBytes === 0).value)
        from = at + 1
        rowBytes = 0
      }
      rowBytes += piece.length - from
      parts.push(piece.subarray(from))
      yield Buffer.concat(parts)
    }
  }

  /** What ends each row, row after row. An empty line would be no record, so a row that would be one gets its quotes. */
  private *endings(): Generator<Uint8Array, never, boolean> {
    let isEmpty = yield Buffer.alloc(0)
    for (const [index, { from, width }] of this.widths.entries()) {
      const end = Buffer.from(`${','.repeat(Math.max(1, this.places.size) - width)}\n`)
      const whole = end.length === 1 ? Buffer.from('""\n') : end
      for (let row = from; row < (this.widths[index + 1]?.from ?? this.rows); row++)
        isEmpty = yield isEmpty ? whole : end
    }
    throw new Error('There are more rows in the scratch than were added.')
  }
}
