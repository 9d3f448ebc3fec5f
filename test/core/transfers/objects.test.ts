import fc from 'fast-check'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import { objectKey, foldersOf, type KeySettings } from '../../../lib/core/transfers/object-key.ts'
import { Transfer } from '../../../lib/core/transfers/transfer.ts'
import { map, task } from '../../_harness/tasks.ts'
import {
  cutAt,
  memoryScratch,
  people,
  runTransfer,
  settingsOf,
  textsOf,
  type TransferCase,
} from '../../_harness/transfers.ts'

const all = task('Map_all')
const partition = (...keys: string[]) =>
  task('Partition', [], { with: { ORDERED_PARTITION_KEYS_LIST: JSON.stringify(keys) } })

describe('a key', () => {
  const settings = (prefixConfig?: KeySettings['prefixConfig'], more: Partial<KeySettings> = {}): KeySettings => ({
    bucket: 'dst',
    bucketPrefix: 'out',
    flowName: 'F',
    schemaVersion: 3,
    executionId: 'X',
    startedAt: '2026-11-24T16:05:09.999Z',
    prefixConfig,
    ...more,
  })
  const keyOf = (given: KeySettings, index = 0) => objectKey(given, foldersOf(given, [])(new Map()), index)

  test.each<[KeySettings['prefixConfig'], string]>([
    [undefined, 'out/F/X-00000'],
    [{ prefixFormat: 'DAY' }, 'out/F/X-00000'],
    [{ prefixType: 'PATH' }, 'out/F/2026/11/24/X/X-00000'],
    [{ prefixType: 'PATH', prefixFormat: 'YEAR' }, 'out/F/2026/X/X-00000'],
    [{ prefixType: 'PATH', prefixFormat: 'MONTH' }, 'out/F/2026/11/X/X-00000'],
    [{ prefixType: 'PATH', prefixFormat: 'MINUTE' }, 'out/F/2026/11/24/16/05/X/X-00000'],
    [{ prefixType: 'FILENAME' }, 'out/F/X-00000-2026-11-24T16:05:09'],
    [{ prefixType: 'FILENAME', prefixFormat: 'HOUR' }, 'out/F/X-00000-2026-11-24T16'],
    [{ prefixType: 'FILENAME', prefixFormat: 'YEAR' }, 'out/F/X-00000-2026'],
    [{ prefixType: 'PATH_AND_FILENAME', prefixFormat: 'DAY' }, 'out/F/2026/11/24/X/X-00000-2026-11-24'],
    [{ pathPrefixHierarchy: ['EXECUTION_ID'] }, 'out/F/X/X-00000'],
    [{ pathPrefixHierarchy: ['EXECUTION_ID', 'SCHEMA_VERSION'] }, 'out/F/schemaVersion_3/X/X-00000'],
  ])('with %j is %s', (prefixConfig, key) => expect(keyOf(settings(prefixConfig))).toBe(key))

  test.each([
    ['/a/b//', 'a/b/F/X-00000'],
    ['', 'F/X-00000'],
    [undefined, 'F/X-00000'],
  ])('of the prefix %j is %s', (bucketPrefix, key) => expect(keyOf(settings(undefined, { bucketPrefix }))).toBe(key))

  test('numbers have at least five digits', () => expect(keyOf(settings(), 123_456)).toBe('out/F/X-123456'))

  test('of a partition escapes what is not a letter, digit, space or one of ._-', () => {
    const record = new Map([
      ['größe', null],
      ['a b', 'x/y=é😀 1.5_-%'],
    ])
    expect(foldersOf(settings(), ['a b', 'größe', 'none'])(record)).toBe(
      'out/F/a b=x%2Fy%3D%C3%A9%F0%9F%98%80 1.5_-%25/gr%C3%B6%C3%9Fe=null/none=null/',
    )
  })

  test('longer than S3 has ends the run', async () => {
    const objects = { 'in/a': `a\n${'x'.repeat(1100)}\n` }
    await expect(runTransfer({ tasks: [all, partition('a')], objects })).rejects.toThrow(
      'a key would be longer than 1024',
    )
  })
})

describe('how many objects there are', () => {
  const megabyte = 1024 * 1024
  const row = 'x'.repeat(1023)
  const big = (rows: number) => `a\n${`${row}\n`.repeat(rows)}`
  const sized = (aggregationType?: 'None' | 'SingleFile'): TransferCase['output'] => ({
    fileType: 'CSV',
    aggregationConfig: { aggregationType, targetFileSize: 1 },
  })

  test('with a target size each ends once it holds that much, and at the end of its source object', async () => {
    const written = await runTransfer({ tasks: [all], objects: { a: big(1500), b: big(3) }, output: sized() })

    const sizes = Object.fromEntries(Object.entries(written.objects).map(([key, { length }]) => [key, length]))
    expect(sizes).toEqual({
      'out/F/X-00000': megabyte + 2,
      'out/F/X-00001': 2 + 476 * 1024,
      'out/F/X-00002': 2 + 3 * 1024,
    })
  })

  test('a single file goes on over source objects, up to the target size', async () => {
    const written = await runTransfer({
      tasks: [all],
      objects: { a: big(1500), b: big(600) },
      output: sized('SingleFile'),
    })

    expect(Object.values(written.objects).map(({ length }) => length)).toEqual([
      megabyte + 2,
      megabyte + 2,
      2 + (2100 - 2048) * 1024,
    ])
  })

  test('no records left is no object, and numbers are missing where a source object gave none', async () => {
    expect((await runTransfer({ tasks: [all], objects: { a: 'a\n', b: 'a\n1\n', c: '' } })).objects).toEqual({
      'out/F/X-00001': Buffer.from('{"a":"1"}\n'),
    })
  })

  test('a step that goes on with a chain counts on in each folder', async () => {
    const settings = settingsOf({
      tasks: [all, partition('a')],
      objects: {},
      output: { aggregationConfig: { targetFileSize: 1 } },
    })
    const step = async (position: number, numbers: Record<string, number>) => {
      const transfer = new Transfer(settings, memoryScratch, numbers)
      const keys: string[] = []
      const source = async function* () {
        yield Buffer.from('a\n1\n2\n')
      }
      for await (const { key } of transfer.take({ key: 'in/a', position }, source())) keys.push(key)
      return { keys, numbers: transfer.nextNumbers }
    }
    const first = await step(0, {})
    const second = await step(1, first.numbers)

    expect(first.keys).toEqual(['out/F/a=1/X-00000', 'out/F/a=2/X-00000'])
    expect(second.keys).toEqual(['out/F/a=1/X-00001', 'out/F/a=2/X-00001'])
  })

  test('a source object, or the step of a chain, writes to a thousand folders at most', async () => {
    const rows = (first: number, count: number) =>
      `a\n${Array.from({ length: count }, (_, index) => `${first + index}\n`).join('')}`
    const tasks = [all, partition('a')]
    const run = (objects: Record<string, string>, output?: TransferCase['output']) =>
      runTransfer({ tasks, objects, output })
    const chain = { aggregationConfig: { aggregationType: 'SingleFile' as const } }

    expect(Object.keys((await run({ a: rows(0, 1000), b: rows(1000, 1000) })).objects)).toHaveLength(2000)
    expect(Object.keys((await run({ a: rows(0, 1000), b: rows(0, 1000) }, chain)).objects)).toHaveLength(1000)
    await expect(run({ a: rows(0, 1001) })).rejects.toThrow('src/a - the partition has more than 1000 folders')
    await expect(run({ a: rows(0, 1000), b: rows(999, 2) }, chain)).rejects.toThrow('src/b - the partition has more')
  })
})

test('a bad record keeps all of its source object from being written, and nothing is left in scratch', async () => {
  const scratches: ReturnType<typeof memoryScratch>[] = []
  const openScratch = () => {
    const scratch = memoryScratch()
    scratches.push(scratch)
    return scratch
  }
  const transfer = new Transfer(settingsOf({ tasks: [all], objects: {} }), openScratch)
  const keys: string[] = []
  const take = async (position: number, text: string) => {
    for await (const { key, content } of transfer.take(
      { key: `in/${position}`, position },
      (async function* () {
        yield Buffer.from(text)
      })(),
    )) {
      for await (const _ of content);
      keys.push(key)
    }
  }
  await take(0, 'a\n1\n')
  const before = { ...transfer.figures }
  await expect(take(1, `a\n${'2\n'.repeat(50_000)}3,4\n`)).rejects.toThrow(
    'src/in/1 line 50002 - the record has 2 fields',
  )
  await transfer.discard()

  expect(keys).toEqual(['out/F/X-00000'])
  expect(transfer.figures).toEqual(before)
  expect(scratches.map(({ isDiscarded }) => isDiscarded)).toEqual([true, true])
})

describe('whatever the records are', () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '\n', '"', ','),
  )
  const name = fc.constantFrom('a', 'b', 'c,d', '10', '2')
  const records = fc.array(fc.dictionary(name, value, { minKeys: 1 }), { minLength: 1, maxLength: 30 })
  const jsonLines = (all: object[]) => all.map((one) => `${JSON.stringify(one)}\n`).join('')

  test('partitions hold each of them once, in order, in the folder of their value', async () => {
    await fc.assert(
      fc.asyncProperty(records, async (all) => {
        const numbered = all.map((record, index) => ({ index, ...record }))
        const written = await runTransfer({
          tasks: [task('Map_all'), partition('a')],
          format: 'JSON',
          objects: { 'in/a': jsonLines(numbered) },
        })
        const folders = new Map<string, number[]>()
        for (const [key, text] of Object.entries(textsOf(written))) {
          const lines = text
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as { index: number; a?: unknown })
          const [folder = ''] = key.split('/').slice(2)
          folders.set(
            folder,
            lines.map(({ index }) => index),
          )
          const values = new Set(
            lines.map(({ a = null }) => (a === null ? 'null' : typeof a === 'string' ? a : JSON.stringify(a))),
          )
          expect([...values].map((one) => `a=${encodeURIComponent(one)}`)).toEqual([
            `a=${encodeURIComponent(decodeURIComponent(folder.slice(2)))}`,
          ])
        }
        expect([...folders.values()].flat().sort((one, other) => one - other)).toEqual(all.map((_, index) => index))
        for (const indexes of folders.values()) expect(indexes).toEqual(indexes.toSorted((one, other) => one - other))
      }),
      { numRuns: 200 },
    )
  })

  test('CSV of them, read again, is what JSON Lines of them say, however the source was cut', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.array(fc.nat({ max: 500 })), async (all, cuts) => {
        const source = { format: 'JSON' as const, objects: { 'in/a': jsonLines(all) } }
        const csv = await runTransfer({
          ...source,
          tasks: [task('Map_all')],
          output: { fileType: 'CSV' },
          cut: (bytes) => cutAt(bytes, cuts),
        })
        const again = await runTransfer({
          tasks: [task('Map_all')],
          objects: { 'in/a': csv.objects['out/F/X-00000'] ?? '' },
        })
        const columns = [...new Set(jsonLinesNames(all))]
        const text = (one: unknown) => (typeof one === 'string' ? one : JSON.stringify(one))
        const expected = all.map((record) =>
          columns.map((column) => {
            const one = record[column] ?? null
            return one === null || one === '' ? null : text(one)
          }),
        )
        const lines = (textsOf(again)['out/F/X-00000'] ?? '').split('\n').slice(0, -1)
        expect(
          lines.map((line) => columns.map((column) => (JSON.parse(line) as Record<string, unknown>)[column])),
        ).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })

  const jsonLinesNames = (all: object[]) => all.flatMap((record) => Object.keys(record))
})

describe('CSV', () => {
  const csv = (json: string) =>
    runTransfer({ tasks: [all], format: 'JSON', objects: { a: json }, output: { fileType: 'CSV' } }).then(
      (written) => textsOf(written)['out/F/X-00000'],
    )

  test.each([
    ['null is empty and an empty string quoted', '{"a":null,"b":""}', 'a,b\n,""\n'],
    ['a line that would be empty is quoted, as an empty line is no record', '{"a":null}\n{"a":1}', 'a\n""\n1\n'],
    ['a short row that gains columns has commas instead', '{"a":null}\n{"a":1,"b":2,"c":3}', 'a,b,c\n,,\n1,2,3\n'],
    ['a record without fields has none of the columns', '{}\n{"a":1,"b":2}', 'a,b\n,\n1,2\n'],
    ['records without any fields are still records', '{}\n{}', '\n""\n""\n'],
    ['names are quoted like values', '{"a,b":1,"\\"":2}', '"a,b",""""\n1,2\n'],
    ['spaces need no quotes', '{"a":" x "}', 'a\n x \n'],
  ])('%s', async (_what, json, expected) => expect(await csv(json)).toBe(expected))
})

test.each(['JSON', 'CSV'] as const)('rows of all lengths and scripts come through %s whole', async (fileType) => {
  const texts = Array.from({ length: 400 }, (_, index) => '€é😀x'.repeat((index * 37) % 211) + index)
  const rows = [...texts, '😀'.repeat(50_000), 'end'].map((text) => JSON.stringify({ text }))
  const written = await runTransfer({
    tasks: [all],
    format: 'JSON',
    objects: { a: rows.join('\n') },
    output: { fileType },
  })
  const again = await runTransfer({
    tasks: [all],
    format: fileType,
    objects: { a: written.objects['out/F/X-00000'] ?? '' },
  })

  expect(textsOf(again)['out/F/X-00000']).toBe(`${rows.join('\n')}\n`)
})

describe('Parquet', () => {
  const typed = { fileType: 'PARQUET' as const, preserveSourceDataTyping: true }
  const read = async (given: TransferCase) => {
    const written = await runTransfer(given)
    const bytes = written.objects['out/F/X-00000'] ?? Buffer.alloc(0)
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
    const { schema, row_groups: groups } = parquetMetadata(file)
    return {
      rows: await parquetReadObjects({ file }),
      types: Object.fromEntries(schema.slice(1).map(({ name, type, converted_type: text }) => [name, text ?? type])),
      optional: schema.slice(1).every(({ repetition_type: kind }) => kind === 'OPTIONAL'),
      codecs: new Set(groups.flatMap(({ columns }) => columns.map(({ meta_data: data }) => data?.codec))),
      groups: groups.length,
      written,
    }
  }

  test('has strings only, unless the types of the source are kept', async () => {
    const objects = { 'in/a': '{"a":1,"b":true,"c":null,"d":[1]}\n{"a":1.10,"d":"x","e":12345678901234567890}\n' }
    const { rows, types, optional, codecs, written } = await read({
      tasks: [all],
      format: 'JSON',
      objects,
      output: { fileType: 'PARQUET' },
    })

    expect(rows).toEqual(
      [
        { a: '1', b: 'true', c: undefined, d: '[1]', e: undefined },
        { a: '1.10', b: undefined, c: undefined, d: 'x', e: '12345678901234567890' },
      ].map(withNulls),
    )
    expect(types).toEqual({ a: 'UTF8', b: 'UTF8', c: 'UTF8', d: 'UTF8', e: 'UTF8' })
    expect([optional, [...codecs]]).toEqual([true, ['SNAPPY']])
    expect(written.contentTypes).toEqual({ 'out/F/X-00000': 'application/vnd.apache.parquet' })
  })

  test('of typed sources has booleans, 64-bit whole numbers and doubles, and strings for what is mixed', async () => {
    const objects = {
      'in/a': `{"b":true,"i":9223372036854775807,"d":1,"big":9223372036854775808,"m":1,"s":"x","o":{"x":1.0},"n":null}
{"b":false,"i":-9223372036854775808,"d":0.5,"m":"1","s":null,"o":[]}
`,
    }
    const { rows, types } = await read({ tasks: [all], format: 'JSON', objects, output: typed })

    expect(types).toEqual({
      b: 'BOOLEAN',
      i: 'INT64',
      d: 'DOUBLE',
      big: 'DOUBLE',
      m: 'UTF8',
      s: 'UTF8',
      o: 'UTF8',
      n: 'UTF8',
    })
    expect(rows).toEqual([
      { b: true, i: 9223372036854775807n, d: 1, big: 9223372036854775808, m: '1', s: 'x', o: '{"x":1.0}', n: null },
      { b: false, i: -9223372036854775808n, d: 0.5, big: null, m: '1', s: null, o: '[]', n: null },
    ])
  })

  test('of CSV has strings, also of what is computed', async () => {
    const sum = task('Arithmetic', ['age', 'id'], { op: 'ADDITION', to: 'sum' })
    const { rows, types } = await read({ tasks: [map('id'), sum], objects: { 'in/a': people }, output: typed })

    expect(types).toEqual({ id: 'UTF8', sum: 'UTF8' })
    expect(rows.map(({ sum: one }) => one as unknown)).toEqual(['37', '43', '88', null, '77'])
  })

  test('in several row groups keeps all records, in order', async () => {
    const count = 120_000
    const text = 'x'.repeat(100)
    const objects = { 'in/a': Array.from({ length: count }, (_, n) => `{"n":${n},"t":"${text}"}\n`).join('') }
    const { rows, groups } = await read({ tasks: [all], format: 'JSON', objects, output: typed })

    expect(groups).toBe(2)
    expect(rows.map(({ n }) => Number(n))).toEqual(Array.from({ length: count }, (_, n) => n))
  })

  test('cannot hold records without fields', async () => {
    await expect(read({ tasks: [all], format: 'JSON', objects: { 'in/a': '{}\n' }, output: typed })).rejects.toThrow(
      'the records have no fields, so Parquet cannot hold them',
    )
  })

  const withNulls = (row: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? null]))
})

test('more than ten thousand fields end the run where every record has all of them', async () => {
  const names = Array.from({ length: 10_001 }, (_, index) => `"f${index}":1`)
  const objects = { 'in/a': `{${names.slice(0, 5000).join(',')}}\n{${names.slice(5000).join(',')}}\n` }
  for (const fileType of ['CSV', 'PARQUET'] as const) {
    await expect(runTransfer({ tasks: [all], format: 'JSON', objects, output: { fileType } })).rejects.toThrow(
      'src/in/a - the records of one object have more than 10000 fields',
    )
  }
  expect(Object.keys((await runTransfer({ tasks: [all], format: 'JSON', objects })).objects)).toHaveLength(1)
})
