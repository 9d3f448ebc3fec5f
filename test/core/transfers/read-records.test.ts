import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mostRecordBytes } from '../../../lib/core/transfers/read-lines.ts'
import { RecordReader, type SourceFormat } from '../../../lib/core/transfers/read-records.ts'
import { csvField } from '../../../lib/core/transfers/write-csv.ts'
import { jsonLineOf } from '../../../lib/core/transfers/value.ts'
import { cutAt } from '../../_harness/transfers.ts'

const at = { bucket: 'src', key: 'in/a' }

/** What a reader makes of bytes: lines and records as JSON, and the error that ends them. */
function read(format: SourceFormat, given: string | Uint8Array, cuts: number[] = []): string[] {
  const reader = new RecordReader(format, at)
  const lines: string[] = []
  const take = (records: Iterable<{ line: number; fields: Parameters<typeof jsonLineOf>[0] }>) => {
    for (const { line, fields } of records) lines.push(`${line} ${jsonLineOf(fields)}`)
  }
  try {
    for (const chunk of cutAt(Buffer.from(given), cuts)) take(reader.push(chunk))
    take(reader.end())
  } catch (error) {
    lines.push((error as Error).message)
  }
  return lines
}

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))))

describe('CSV', () => {
  test.each<[string, string | Uint8Array, string[]]>([
    ['nothing has no records', '', []],
    ['a header alone has none either', 'a,b\n', []],
    ['an empty field is null, quoted or not', 'a,b\n"",\n', ['2 {"a":null,"b":null}']],
    ['missing fields are null', 'a,b,c\n1\n', ['2 {"a":"1","b":null,"c":null}']],
    ['the last line end may be missing', 'a\n1\n2', ['2 {"a":"1"}', '3 {"a":"2"}']],
    [
      'lines end in LF or CR LF, also in one object',
      'a,b\r\n1,2\n3,4\r\n',
      ['2 {"a":"1","b":"2"}', '3 {"a":"3","b":"4"}'],
    ],
    ['empty lines are passed over and counted', 'a\n\n1\r\n\r\n2\n', ['3 {"a":"1"}', '5 {"a":"2"}']],
    [
      'a quoted line end is text, and a line',
      'a,b\n"1\r\n\n",2\n3,4\n',
      ['2 {"a":"1\\r\\n\\n","b":"2"}', '5 {"a":"3","b":"4"}'],
    ],
    ['quotes are doubled inside quotes', 'a\n"1 ""x"" ,"\n', ['2 {"a":"1 \\"x\\" ,"}']],
    ['a quote inside an unquoted field is a character', 'a,b\n1"2,3""\n', ['2 {"a":"1\\"2","b":"3\\"\\""}']],
    ['spaces are kept', ' a \n 1 \n', ['2 {" a ":" 1 "}']],
    ['a carriage return without a line feed is text', 'a\n1\r2\n3\r', ['2 {"a":"1\\r2"}', '3 {"a":"3\\r"}']],
    ['a byte order mark is dropped', bytes(0xef, 0xbb, 0xbf, 'a\n1\n'), ['2 {"a":"1"}']],
    ['a byte order mark alone is nothing', bytes(0xef, 0xbb, 0xbf), []],
    ['numbers of names do not reorder them', '2,1\nx,y\n', ['2 {"2":"x","1":"y"}']],
    ['__proto__ is a name like others', '__proto__\nx\n', ['2 {"__proto__":"x"}']],
    [
      'more fields than names',
      'a\n1\n2,3\n',
      ['2 {"a":"1"}', 'src/in/a line 3 - the record has 2 fields and the header 1'],
    ],
    [
      'an open quote, where it begins',
      'a\n1\n"x\n\n',
      ['2 {"a":"1"}', 'src/in/a line 3 - a quoted field is not closed'],
    ],
    ['text after a closing quote', 'a\n"x"y\n', ['src/in/a line 2 - a quoted field is followed by text']],
    ['a header with an empty name', '\na,\n', ['src/in/a line 2 - the header has a field without a name']],
    ['a header with a name twice', 'a,b,a\n', ['src/in/a line 1 - the header names the field a twice']],
    [
      'bytes that are not UTF-8',
      bytes('a\n1\nx', 0xff, '\n2\n'),
      ['2 {"a":"1"}', 'src/in/a line 3 - the bytes are not UTF-8'],
    ],
    [
      'such bytes inside a quoted field',
      bytes('a\n"1\n2', 0xc3, '\n"\n'),
      ['src/in/a line 2 - the bytes are not UTF-8'],
    ],
    ['gzip', bytes(0x1f, 0x8b, 8), ['src/in/a - the object is compressed with gzip, which is not read']],
  ])('%s', (_what, given, expected) => expect(read('CSV', given)).toEqual(expected))

  test('an open quote gathers no more than a record may take', () => {
    const block = Buffer.alloc(1024 * 1024, 'x\n')
    const reader = new RecordReader('CSV', at)
    const push = (chunk: Uint8Array) => [...reader.push(chunk)]
    push(Buffer.from('a\n"'))

    for (let pushed = block.length; pushed < mostRecordBytes; pushed += block.length) push(block)
    expect(() => (push(block), push(block))).toThrow('src/in/a line 2 - a record is longer than 16 MB')
  })
})

describe('JSON Lines', () => {
  test.each<[string, string | Uint8Array, string[]]>([
    [
      'numbers keep their text',
      '{"a":1.10,"b":12345678901234567890,"c":-0,"d":1E5}',
      ['1 {"a":1.10,"b":12345678901234567890,"c":-0,"d":1E5}'],
    ],
    [
      'members keep their order, numbers among their names too',
      '{"b":1,"10":2,"9":{"2":1,"1":2}}',
      ['1 {"b":1,"10":2,"9":{"2":1,"1":2}}'],
    ],
    [
      'spaces outside of texts are dropped, nested ones too',
      ' { "a" : [ 1 , { "b" : "x y" } ] , "c" : null } \r\n',
      ['1 {"a":[1,{"b":"x y"}],"c":null}'],
    ],
    [
      'only the escapes JSON demands are written',
      '{"\\u0061":"\\u00e9\\/\\u0001\\"","n":["\\u00e9\\/\\n"]}',
      ['1 {"a":"é/\\u0001\\"","n":["é/\\n"]}'],
    ],
    [
      'brackets and quotes inside texts are text',
      '{"a":["]}\\"{","\\\\"],"b":"}"}',
      ['1 {"a":["]}\\"{","\\\\"],"b":"}"}'],
    ],
    ['empty objects and arrays are values', '{}\n{"a":{},"b":[],"c":[[]]}', ['1 {}', '2 {"a":{},"b":[],"c":[[]]}']],
    ['a member given twice has the later value', '{"a":1,"b":2,"a":3}', ['1 {"a":3,"b":2}']],
    ['empty lines are passed over and counted', '\n \r\n{"a":true}\n', ['3 {"a":true}']],
    ['a line that is not JSON', '{"a":1}\n{"a":\n', ['1 {"a":1}', 'src/in/a line 2 - the line is not JSON']],
    ['an object over several lines', '{\n"a":1}', ['src/in/a line 1 - the line is not JSON']],
    ['an array of objects', '[{"a":1}]', ['src/in/a line 1 - the line is not a JSON object']],
    ['null', 'null', ['src/in/a line 1 - the line is not a JSON object']],
    [
      'bytes that are not UTF-8',
      bytes('{"a":1}\n{"a":"', 0x80, '"}'),
      ['1 {"a":1}', 'src/in/a line 2 - the bytes are not UTF-8'],
    ],
  ])('%s', (_what, given, expected) => expect(read('JSON', given)).toEqual(expected))

  test('any JSON object comes out as JSON.parse has it', () => {
    const member = fc.string().filter((name) => name !== '__proto__' && !/^\d+$/.test(name))
    fc.assert(
      fc.property(fc.dictionary(member, fc.jsonValue({ maxDepth: 4 })), fc.boolean(), (value, isSpaced) => {
        const spaced = JSON.stringify(value, undefined, isSpaced ? '\t' : '').replaceAll('\n', ' ')
        const [line = ''] = read('JSON', spaced)
        expect(JSON.parse(line.slice(2))).toEqual(JSON.parse(spaced))
      }),
    )
  })

  test('a text of megabytes is no deeper than any other', () => {
    const long = JSON.stringify({ a: '\n"'.repeat(2_000_000), b: 1 })
    expect(read('JSON', long)).toEqual([`1 ${long}`])
  })
})

describe('however the bytes are cut into chunks', () => {
  const cuts = fc.array(fc.nat({ max: 80 }), { maxLength: 8 })
  const sign = fc.constantFrom('a', '1', ',', '"', '""', '\n', '\r\n', '\r', 'é', '😀', '\ufeff', ' ')
  const text = fc.array(sign, { maxLength: 40 }).map((parts) => parts.join(''))
  const end = fc.constantFrom(
    Buffer.alloc(0),
    Buffer.of(0xff),
    Buffer.of(0xe2, 0x82),
    Buffer.of(0xef, 0xbb, 0xbf, 0x61),
  )

  test('CSV is read the same, or refused with the same words', () => {
    fc.assert(
      fc.property(text, end, cuts, (more, tail, positions) => {
        const given = Buffer.concat([Buffer.from(`a,b,c\n${more}`), tail])
        expect(read('CSV', given, positions)).toEqual(read('CSV', given))
      }),
      { numRuns: 2000 },
    )
  })

  test('JSON Lines are read the same', () => {
    const line = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()).map((value) => JSON.stringify(value))
    const lines = fc.array(fc.oneof({ weight: 5, arbitrary: line }, fc.constantFrom('', ' ', '{', '[]')), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(lines, fc.boolean(), cuts, (all, hasMark, positions) => {
        const given = Buffer.from(`${hasMark ? '\ufeff' : ''}${all.join('\n')}`)
        expect(read('JSON', given, positions)).toEqual(read('JSON', given))
      }),
      { numRuns: 500 },
    )
  })
})

test('CSV that is written is read back the same, whatever is in it', () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.string({ minLength: 1, unit: 'binary' }),
    fc.constantFrom('"', ',', '\r', '\n', '\r\n', '""'),
  )
  // At the very beginning it is a byte order mark.
  const name = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => !text.startsWith('\ufeff'))
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
      fc.array(fc.array(value, { maxLength: 4 })),
      (names, rows) => {
        const full = rows.map((row) => names.map((_, index) => row[index] ?? null))
        const lines = [names, ...full].map((row) => row.map(csvField).join(',') || '""')
        const back = read('CSV', `${lines.join('\n')}\n`)
        const expected = full.map((row) => jsonLineOf(new Map(names.map((one, index) => [one, row[index] ?? null]))))
        expect(back.map((line) => line.replace(/^\d+ /, ''))).toEqual(expected)
      },
    ),
    { numRuns: 1000 },
  )
})
