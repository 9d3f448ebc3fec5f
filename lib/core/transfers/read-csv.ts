import { mostRecordBytes, tooLong } from './read-lines.ts'
import type { SourceRecord, Value } from './value.ts'
import type { OnHeader, RecordParser, Refuse } from './record-parser.ts'

/**
 * Reads CSV with a header line, by RFC 4180 (docs/dialects/appflow.md 6). A quote inside a field that does not begin
 * with one is a character like others, text after a closing quote is an error; no kept package tells the two apart
 * (docs/decisions/0048).
 */
export class CsvParser implements RecordParser {
  line = 1
  private fieldNames: readonly string[] | undefined
  private readonly refuse: Refuse
  private readonly onHeader: OnHeader
  /** The beginning of a record whose quoted field goes on in the next text. */
  private open: string[] = []
  private openLength = 0

  constructor(refuse: Refuse, onHeader: OnHeader) {
    this.refuse = refuse
    this.onHeader = onHeader
  }

  *parse(text: string, isLast: boolean): Generator<SourceRecord> {
    if (this.open.length > 0) {
      this.keepOpen(text)
      // Without a quote it cannot close the field, and there is no need to look at all of it again.
      if (!isLast && !text.includes('"')) return
      text = this.open.splice(0).join('')
      this.openLength = 0
    }
    for (let position = 0; position < text.length;) {
      const row = readRow(text, position)
      if (row === 'unclosed') {
        if (isLast) throw this.refuse('a quoted field is not closed', this.line)
        this.keepOpen(text.slice(position))
        return
      }
      if (row === 'trailing') throw this.refuse('a quoted field is followed by text', this.line)
      const record = row.values && this.take(row.values)
      this.line += row.lines
      position = row.end
      if (record) yield record
    }
  }

  private keepOpen(text: string): void {
    this.open.push(text)
    this.openLength += text.length
    if (this.openLength > mostRecordBytes) throw this.refuse(tooLong, this.line)
  }

  private take(values: string[]): SourceRecord | undefined {
    if (!this.fieldNames) {
      this.fieldNames = this.header(values)
      this.onHeader(this.fieldNames)
      return undefined
    }
    const names = this.fieldNames
    if (values.length > names.length) {
      throw this.refuse(`the record has ${values.length} fields and the header ${names.length}`, this.line)
    }
    const fields = new Map<string, Value>()
    for (const [index, name] of names.entries()) fields.set(name, values[index] || null)
    return { line: this.line, fields }
  }

  private header(names: string[]): string[] {
    const seen = new Set<string>()
    for (const name of names) {
      if (name === '') throw this.refuse('the header has a field without a name', this.line)
      if (seen.has(name)) throw this.refuse(`the header names the field ${name} twice`, this.line, name)
      seen.add(name)
    }
    return names
  }
}

interface Row {
  /** Undefined for an empty line. */
  values?: string[]
  /** Where the next row begins. */
  end: number
  lines: number
}

function readRow(text: string, start: number): Row | 'unclosed' | 'trailing' {
  const lineFeed = text.indexOf('\n', start)
  const end = lineFeed < 0 ? text.length : lineFeed + 1
  const content = contentEnd(text, end)
  if (content === start) return { end, lines: 1 }
  const quote = text.indexOf('"', start)
  if (quote < 0 || quote >= content) return { values: text.slice(start, content).split(','), end, lines: 1 }
  return readQuotedRow(text, start, end)
}

function readQuotedRow(text: string, start: number, firstEnd: number): Row | 'unclosed' | 'trailing' {
  const values: string[] = []
  let [position, end, lines] = [start, firstEnd, 1]
  for (;;) {
    if (text[position] === '"') {
      const close = closingQuote(text, position + 1)
      if (close < 0) return 'unclosed'
      values.push(text.slice(position + 1, close).replaceAll('""', '"'))
      for (; end <= close; lines++) end = text.indexOf('\n', end) + 1 || text.length
      position = close + 1
    } else {
      const comma = text.indexOf(',', position)
      const stop = comma < 0 ? contentEnd(text, end) : Math.min(comma, contentEnd(text, end))
      values.push(text.slice(position, stop))
      position = stop
    }
    if (position >= contentEnd(text, end)) return { values, end, lines }
    if (text[position] !== ',') return 'trailing'
    position++
  }
}

/** Where the line that ends before `end` has its last character: before its LF or CR LF. */
const contentEnd = (text: string, end: number): number => {
  if (text[end - 1] !== '\n') return end
  return text[end - 2] === '\r' ? end - 2 : end - 1
}

const closingQuote = (text: string, from: number): number => {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at
  }
  return -1
}
