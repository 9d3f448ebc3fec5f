import type { RecordParser, Refuse } from './record-parser.ts'
import { number, type SourceRecord, type Value } from './value.ts'

/**
 * Reads JSON Lines. JSON.parse says whether a line is JSON; the members are cut from its text, so that numbers, the
 * order of members and nested values come out as they went in (docs/decisions/0049).
 */
export class JsonLinesParser implements RecordParser {
  line = 1
  private readonly refuse: Refuse

  constructor(refuse: Refuse) {
    this.refuse = refuse
  }

  *parse(text: string): Generator<SourceRecord> {
    for (let position = 0; position < text.length; this.line++) {
      const end = text.indexOf('\n', position) + 1 || text.length
      const line = text.slice(position, end)
      position = end
      if (/[^ \t\r\n]/.test(line)) yield { line: this.line, fields: this.readObject(line) }
    }
  }

  private readObject(line: string): Map<string, Value> {
    let parsed: unknown
    try {
      parsed = JSON.parse(line)
    } catch {
      throw this.refuse('the line is not JSON', this.line)
    }
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      throw this.refuse('the line is not a JSON object', this.line)
    }
    return membersOf(line)
  }
}

/** The tokens of a text that is known to be JSON. Strings are found by their end: a pattern would recurse in long ones. */
function* tokensOf(text: string): Generator<string> {
  const token = /[{}[\],:"]|[^\s{}[\],:"]+/g
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0] === '"') token.lastIndex = stringEnd(text, match.index + 1)
    yield text.slice(match.index, token.lastIndex)
  }
}

const stringEnd = (text: string, from: number): number => {
  for (let at = text.indexOf('"', from); ; at = text.indexOf('"', at + 1)) {
    let escapes = 0
    while (text[at - 1 - escapes] === '\\') escapes++
    if (escapes % 2 === 0) return at + 1
  }
}

/** The members of an object whose text is known to be JSON. */
function membersOf(text: string): Map<string, Value> {
  const fields = new Map<string, Value>()
  let [name, nested, depth] = ['', '', 0]
  let isName = true
  for (const part of tokensOf(text)) {
    const first = part.charAt(0)
    if (first === '}' || first === ']') depth--
    if (depth > 1 || first === '[' || (first === '{' && depth === 1)) {
      nested += first === '"' ? plainString(part) : part
      if (first === '[' || first === '{') depth++
      continue
    }
    if (first === '{') depth = 1
    else if (nested !== '') {
      fields.set(name, { kind: 'nested', text: nested + part })
      nested = ''
    } else if (first === ':') isName = false
    else if (first === ',') isName = true
    else if (first === '"' && isName) name = JSON.parse(part) as string
    else if (depth === 1) fields.set(name, scalarOf(part))
  }
  return fields
}

/** A string with the escapes that JSON demands and no others. */
const plainString = (text: string): string => (text.includes('\\') ? JSON.stringify(JSON.parse(text)) : text)

const scalarOf = (text: string): Value => {
  if (text.startsWith('"')) return JSON.parse(text) as string
  if (text === 'null') return null
  return text === 'true' || text === 'false' ? text === 'true' : number(text)
}
