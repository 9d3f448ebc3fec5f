import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { checkFieldCount, lineFeed, type Encoder } from './encoder.ts'
import { JsonLinesParser } from './read-json-lines.ts'
import { LineReader } from './read-lines.ts'
import { TransferError } from './transfer-error.ts'
import { jsonLineOf, textOf, type Fields, type Value } from './value.ts'

type ColumnType = 'BOOLEAN' | 'INT64' | 'DOUBLE' | 'STRING'

/** A row group is held in memory: it ends with so many bytes of JSON or so many values, nulls included. */
const groupBytes = 8 * 1024 * 1024
const groupValues = 1_000_000

/** Parquet: Snappy, every column optional, typed only if the flow keeps the types of its source. */
export class ParquetEncoder implements Encoder {
  readonly contentType = 'application/vnd.apache.parquet'
  readonly rowEnd = lineFeed
  private readonly types = new Map<string, ColumnType | undefined>()
  private readonly keepsTypes: boolean
  private rows = 0

  constructor(keepsTypes: boolean) {
    this.keepsTypes = keepsTypes
  }

  rowOf(record: Fields): string {
    for (const [name, value] of record) this.note(name, value)
    this.rows++
    return jsonLineOf(record)
  }

  private note(name: string, value: Value): void {
    const before = this.types.get(name)
    if (before === undefined && !this.types.has(name)) checkFieldCount(this.types.size + 1)
    this.types.set(name, value === null ? before : both(before, this.keepsTypes ? typeOf(value) : 'STRING'))
  }

  /** The size that is aimed at is that of the records as JSON. */
  sizeOf(rowBytes: number): number {
    return rowBytes + this.rows
  }

  async *write(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    // A file of no columns holds no rows, so the records would be lost.
    if (this.types.size === 0) throw new TransferError('the records have no fields, so Parquet cannot hold them')
    const columns = [...this.types].map(([name, type = 'STRING']) => ({ name, type, data: [] as unknown[] }))
    const writer = new DrainingWriter()
    const parquet = new ParquetWriter({ writer, schema: schemaOf(columns), createdBy: 'sluice' })
    let [bytes, rows] = [0, 0]
    const endGroup = (): Uint8Array => {
      void parquet.write({ columnData: columns, rowGroupSize: rows })
      for (const column of columns) column.data = []
      bytes = rows = 0
      return writer.drain()
    }
    for await (const record of recordsIn(pieces, (length) => (bytes += length))) {
      for (const { name, type, data } of columns) data.push(convert(record.get(name) ?? null, type))
      rows++
      if (bytes >= groupBytes || rows * columns.length >= groupValues) yield endGroup()
    }
    if (rows > 0) yield endGroup()
    void parquet.finish()
    yield writer.drain()
  }
}

async function* recordsIn(pieces: AsyncIterable<Uint8Array>, count: (bytes: number) => void): AsyncGenerator<Fields> {
  const lines = new LineReader(Infinity)
  const parser = new JsonLinesParser((reason) => new TransferError(reason))
  for await (const piece of pieces) {
    count(piece.length)
    for (const text of lines.push(piece)) for (const { fields } of parser.parse(text)) yield fields
  }
}

/** Hands on what was written since the last time; offsets in the file go on counting. */
class DrainingWriter extends ByteWriter {
  drain(): Uint8Array {
    const bytes = this.getBytes().slice()
    this.index = 0
    return bytes
  }
}

const schemaOf = (
  columns: { name: string; type: ColumnType }[],
): ConstructorParameters<typeof ParquetWriter>[0]['schema'] => [
  { name: 'root', num_children: columns.length },
  ...columns.map(({ name, type }) =>
    type === 'STRING'
      ? ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const)
      : ({ name, type, repetition_type: 'OPTIONAL' } as const),
  ),
]

const largest = 2n ** 63n

const typeOf = (value: Exclude<Value, null>): ColumnType => {
  if (typeof value === 'boolean') return 'BOOLEAN'
  if (typeof value === 'string' || value.kind === 'nested') return 'STRING'
  if (!/^-?\d{1,19}$/.test(value.text)) return 'DOUBLE'
  const whole = BigInt(value.text)
  return whole >= -largest && whole < largest ? 'INT64' : 'DOUBLE'
}

/** The type of a column with values of two types: a number's if both are, else text. */
const both = (one: ColumnType | undefined, other: ColumnType): ColumnType => {
  if (one === undefined || one === other) return other
  return isNumber(one) && isNumber(other) ? 'DOUBLE' : 'STRING'
}
const isNumber = (type: ColumnType): boolean => type === 'INT64' || type === 'DOUBLE'

const convert = (value: Value, type: ColumnType): string | number | bigint | boolean | null => {
  if (value === null || typeof value === 'boolean') return value !== null && type === 'STRING' ? textOf(value) : value
  if (type === 'INT64') return BigInt(textOf(value))
  return type === 'DOUBLE' ? Number(textOf(value)) : textOf(value)
}
