import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Task } from '../../../lib/core/transfers/task.ts'
import { executionMessage, mostRecentExecutionMessage } from '../../../lib/core/transfers/transfer-error.ts'
import { filter, map, project, task } from '../../_harness/tasks.ts'
import { runTransfer, textsOf, type TransferCase } from '../../_harness/transfers.ts'

/** The lines that JSON Lines, or CSV, become. */
async function linesOf(tasks: Task[], input: string, more: Partial<TransferCase> = {}): Promise<string[]> {
  const format = input.startsWith('{') ? 'JSON' : 'CSV'
  const written = await runTransfer({ tasks, format, objects: { 'in/a': input }, ...more })
  const [text = ''] = Object.values(textsOf(written))
  return text.split('\n').slice(0, -1)
}

const all = task('Map_all')

describe('a comparison', () => {
  const keeps = async (op: string, properties: Record<string, string>, value: string) =>
    (await linesOf([all, filter('a', op, properties)], `{"a":${value}}`)).length === 1
  const number = (VALUE: string) => ({ DATA_TYPE: 'Integer', VALUE })
  const time = (VALUE: string) => ({ DATA_TYPE: 'datetime_millis', VALUE })

  test.each<[string, Record<string, string>, string, boolean]>([
    ['EQUAL_TO', { VALUE: 'x' }, '"x"', true],
    ['EQUAL_TO', { VALUE: 'x' }, '"X"', false],
    ['EQUAL_TO', { VALUES: 'x , y' }, '"y"', true],
    ['EQUAL_TO', { VALUES: '["x,y"," z"]' }, '" z"', true],
    ['EQUAL_TO', { VALUES: '["x,y"]' }, '"x"', false],
    ['EQUAL_TO', { VALUE: '[1,{"b":2}]' }, '[ 1, {"b": 2} ]', true],
    ['NOT_EQUAL_TO', { VALUES: 'x,y' }, '"z"', true],
    ['NOT_EQUAL_TO', { VALUES: 'x,y' }, '"y"', false],
    ['LESS_THAN', { VALUE: 'b' }, '"a"', true],
    // U+FF5E stands before U+1F600 by code point, and after it in UTF-16.
    ['LESS_THAN', { VALUE: '😀' }, '"～"', true],
    ['GREATER_THAN', { VALUE: '～' }, '"😀"', true],
    ['LESS_THAN_OR_EQUAL_TO', { VALUE: 'a' }, '"a"', true],
    ['GREATER_THAN', { VALUE: '10' }, '"9"', true],
    ['GREATER_THAN', number('10'), '"9"', false],
    ['GREATER_THAN_OR_EQUAL_TO', number('10'), '1e1', true],
    ['EQUAL_TO', number('10'), '" +10.0 "', true],
    ['EQUAL_TO', number('10'), '"010"', false],
    ['EQUAL_TO', number('1'), 'true', false],
    ['GREATER_THAN', number('9007199254740992'), '9007199254740993', true],
    ['EQUAL_TO', number('12345678901234567890'), '"12345678901234567891"', false],
    ['EQUAL_TO', number('0.1'), '0.10000000000000000001', false],
    ['BETWEEN', { DATA_TYPE: 'int', LOWER_BOUND: '1', UPPER_BOUND: '3' }, '1', false],
    ['BETWEEN', { DATA_TYPE: 'int', LOWER_BOUND: '1', UPPER_BOUND: '3' }, '2', true],
    ['BETWEEN', { DATA_TYPE: 'int', LOWER_BOUND: '1', UPPER_BOUND: '3' }, '3', false],
    ['EQUAL_TO', { DATA_TYPE: 'BOOLEAN', VALUE: 'TRUE' }, 'true', true],
    ['EQUAL_TO', { DATA_TYPE: 'boolean', VALUE: 'true' }, '"True"', true],
    ['EQUAL_TO', { DATA_TYPE: 'boolean', VALUE: 'true' }, '"yes"', false],
    ['EQUAL_TO', time('2026-01-01'), '"2026-01-01T01:00+01:00"', true],
    ['EQUAL_TO', time('2026-01-01T00:00:00Z'), '1767225600000', true],
    ['EQUAL_TO', time('1767225600000'), '"2026-01-01T00:00:00.000"', true],
    ['GREATER_THAN', time('2026-01-01T00:00:00'), '"2026-01-01T00:00:00.0001Z"', true],
    ['LESS_THAN', { DATA_TYPE: 'time', VALUE: '09:30' }, '"09:29:59.9"', true],
    ...['2026-02-30', '2026-13-01', '2026-01-01T25:00', '2026-01-01 00:00', 'January 1', '2026-01-01T00:60'].map(
      (text): [string, Record<string, string>, string, boolean] => [
        'GREATER_THAN',
        time('1000-01-01'),
        `"${text}"`,
        false,
      ],
    ),
  ])('%s %j of %s: %s', async (op, properties, value, expected) =>
    expect(await keeps(op, properties, value)).toBe(expected),
  )

  test('null fits NOT_EQUAL_TO only, and so does what is not of the type', async () => {
    const ops = ['EQUAL_TO', 'LESS_THAN', 'LESS_THAN_OR_EQUAL_TO', 'GREATER_THAN', 'GREATER_THAN_OR_EQUAL_TO']
    for (const value of ['null', '"x"', '{}']) {
      for (const op of ops) expect(await keeps(op, number('1'), value)).toBe(false)
      expect(await keeps('NOT_EQUAL_TO', number('1'), value)).toBe(true)
    }
  })

  test('NOT_EQUAL_TO keeps exactly what EQUAL_TO does not', async () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('1', ' +1', 1, true, 'TRUE', '2026-01-01', 1767225600000))
    const operand = fc.constantFrom(
      ['string', '["1","x"]'],
      ['long', '1,+1'],
      ['date', '2026-01-01,1767225600000'],
      ['boolean', 'True'],
    )
    await fc.assert(
      fc.asyncProperty(value, operand, async (a, [DATA_TYPE = '', VALUES = '']) => {
        const json = JSON.stringify(a)
        const one = await keeps('EQUAL_TO', { VALUES, DATA_TYPE }, json)
        expect(await keeps('NOT_EQUAL_TO', { VALUES, DATA_TYPE }, json)).toBe(!one)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a validation', () => {
  const drops = async (op: string, value: string) =>
    (await linesOf([all, task('Validate', ['a'], { op, with: { VALIDATION_ACTION: 'Ignore_Record' } })], value))
      .length === 0

  test.each([
    ['VALIDATE_NON_NULL', ['{"a":null}', '{"b":1}'], ['{"a":""}', '{"a":0}']],
    [
      'VALIDATE_NON_ZERO',
      ['{"a":0}', '{"a":-0.0}', '{"a":"0e5"}', '{"a":" +0 "}'],
      ['{"a":null}', '{"a":"00"}', '{"a":1e-400}', '{"a":"x"}'],
    ],
    ['VALIDATE_NON_NEGATIVE', ['{"a":-1}', '{"a":"-0.1"}'], ['{"a":-0}', '{"a":"--1"}', '{"a":null}']],
    [
      'VALIDATE_NUMERIC',
      ['{"a":"x"}', '{"a":""}', '{"a":"1 2"}', '{"a":"+-1"}', '{"a":".5"}', '{"a":true}', '{"a":[1]}'],
      ['{"a":null}', '{"a":"1e5"}', '{"b":1}'],
    ],
  ])('%s', async (op, bad, good) => {
    for (const record of bad) expect([record, await drops(op, record)]).toEqual([record, true])
    for (const record of good) expect([record, await drops(op, record)]).toEqual([record, false])
  })

  test('sees what the source says, after filters and before masks', async () => {
    const ends = { op: 'VALIDATE_NUMERIC', with: { VALIDATION_ACTION: 'Terminate_Flow' } }
    const tasks = [
      all,
      task('Mask', ['a'], { op: 'MASK_ALL' }),
      task('Validate', ['a'], ends),
      filter('b', 'EQUAL_TO', { VALUE: 'keep' }),
    ]
    expect(await linesOf(tasks, '{"a":12,"b":"keep"}\n{"a":"x","b":"no"}')).toEqual(['{"a":"**","b":"keep"}'])
    await expect(linesOf(tasks, '{"a":"x","b":"keep"}')).rejects.toThrow('src/in/a line 1 - a is not a number')
  })
})

describe('a task', () => {
  test.each<[string, Task[], string, string[]]>([
    [
      'a mask of the whole text has a sign for each character',
      [all, task('Mask', ['a'], { op: 'MASK_ALL' })],
      '{"a":"a😀é"}',
      ['{"a":"***"}'],
    ],
    [
      'a mask of a number is of its text',
      [all, task('Mask', ['a'], { op: 'MASK_LAST_N', with: { MASK_LENGTH: '2' } })],
      '{"a":1.50}',
      ['{"a":"1.**"}'],
    ],
    [
      'a longer mask than the text covers the text',
      [all, task('Mask', ['a'], { op: 'MASK_FIRST_N', with: { MASK_LENGTH: '9', MASK_VALUE: '😀' } })],
      '{"a":"ab"}',
      ['{"a":"😀😀"}'],
    ],
    [
      'a mask adds no field to a record that lacks it',
      [all, task('Mask', ['z'], { op: 'MASK_ALL', with: { MASK_LENGTH: '3' } })],
      '{"a":1}',
      ['{"a":1}'],
    ],
    [
      'a truncation cuts characters, not halves of them',
      [all, task('Truncate', ['a'], { with: { TRUNCATE_LENGTH: '2' } })],
      '{"a":"😀😀😀"}',
      ['{"a":"😀😀"}'],
    ],
    [
      'a masked field is masked in everything made from it, and what is made can be masked',
      [
        task('Merge', ['a', 'b'], { to: 'm', with: { CONCAT_FORMAT: '-' } }),
        task('Mask', ['m'], { op: 'MASK_LAST_N', with: { MASK_LENGTH: '1' } }),
        task('Mask', ['a'], { op: 'MASK_ALL' }),
      ],
      '{"a":"xy","b":"z"}',
      ['{"m":"**-*"}'],
    ],
    [
      'a merge without a format joins, null is empty',
      [task('Merge', ['a', 'b', 'c'], { to: 'm' })],
      '{"a":1,"b":null,"c":[true]}',
      ['{"m":"1[true]"}'],
    ],
    [
      'a merge may take a field that another made',
      [task('Merge', ['a', 'b'], { to: 'm' }), task('Merge', ['m', 'a'], { to: 'n' })],
      '{"a":"1","b":"2"}',
      ['{"m":"12","n":"121"}'],
    ],
    [
      'a made field with a comma in its name is written by its Map only',
      [task('Merge', ['a', 'b'], { to: 'a,b', with: { CONCAT_FORMAT: '-' } }), map('a,b', 'ab')],
      '{"a":"1","b":"2"}',
      ['{"ab":"1-2"}'],
    ],
    [
      'a sum of doubles is rounded to what they hold',
      [task('Arithmetic', ['a', 'b'], { op: 'ADDITION', to: 's' })],
      '{"a":0.1,"b":"0.2"}',
      ['{"s":0.3}'],
    ],
    [
      'a division by zero is null',
      [task('Arithmetic', ['a', 'b'], { op: 'DIVISION', to: 's' })],
      '{"a":1,"b":0}\n{"a":0,"b":0}',
      ['{"s":null}', '{"s":null}'],
    ],
    [
      'a product beyond all doubles is null',
      [task('Arithmetic', ['a', 'b'], { op: 'MULTIPLICATION', to: 's' })],
      '{"a":1e300,"b":1e300}',
      ['{"s":null}'],
    ],
    [
      'a small result has no exponent',
      [task('Arithmetic', ['a', 'b'], { op: 'DIVISION', to: 's' })],
      '{"a":-1.5,"b":1e9}',
      ['{"s":-0.0000000015}'],
    ],
    [
      'a null that is computed hides no field of the source',
      [task('Arithmetic', ['a', 'b'], { op: 'ADDITION', to: 'a' })],
      '{"a":"x","b":1}',
      ['{"a":null}'],
    ],
    [
      'three operands count from left to right',
      [task('Arithmetic', ['a', 'b', 'c'], { op: 'SUBTRACTION', to: 's' })],
      '{"a":9,"b":3,"c":2}',
      ['{"s":4}'],
    ],
  ])('%s', async (_what, tasks, input, expected) => expect(await linesOf(tasks, input)).toEqual(expected))
})

describe('the record that is written', () => {
  test.each<[string, Task[], string, string[]]>([
    [
      'a projection alone writes what it lets through, in its order',
      [project('b', 'a', 'z')],
      '{"a":1,"b":2,"c":3}',
      ['{"b":2,"a":1}'],
    ],
    [
      'a projection limits Map_all and Map',
      [project('a', 'c'), all, map('b', 'x')],
      '{"a":1,"b":2,"c":3}',
      ['{"a":1,"c":3,"x":null}'],
    ],
    [
      'a projection limits nothing that is made',
      [project('a'), task('Merge', ['a', 'b'], { to: 'm' })],
      '{"a":1,"b":2}',
      ['{"a":1,"m":"12"}'],
    ],
    [
      'two projections let through what both do',
      [project('a', 'b'), project('b', 'c')],
      '{"a":1,"b":2,"c":3}',
      ['{"b":2}'],
    ],
    ['Map_all beside Map writes both', [all, map('a', 'x')], '{"a":1}', ['{"a":1,"x":1}']],
    [
      'excluded fields are not written',
      [task('Map_all', [], { with: { EXCLUDE_SOURCE_FIELDS_LIST: ' a , z' } }), map('a', 'x')],
      '{"a":1,"b":2}',
      ['{"b":2,"x":1}'],
    ],
    [
      'the later value has the earlier place',
      [map('a', 'x'), map('b', 'y'), map('c', 'x')],
      '{"a":1,"b":2,"c":3}',
      ['{"x":3,"y":2}'],
    ],
    [
      'Passthrough writes named fields, or all',
      [task('Passthrough', ['b'])],
      '{"a":1,"b":2}\n{"a":1}',
      ['{"b":2}', '{}'],
    ],
    ['Passthrough of nothing named writes all', [task('Passthrough')], '{"a":1,"b":2}', ['{"a":1,"b":2}']],
    [
      'a Map without a destination keeps the name, and writes null for what is not there',
      [map('a', ''), map('z')],
      '{"a":1}',
      ['{"a":1,"z":null}'],
    ],
  ])('%s', async (_what, tasks, input, expected) => expect(await linesOf(tasks, input)).toEqual(expected))

  test.each<[type: string, value: string, written: string | undefined]>([
    ['integer', '"12"', '12'],
    ['INTEGER', '" +12 "', '12'],
    ['long', '1.20e1', '1.20e1'],
    ['long', '"1.5"', undefined],
    ['biginteger', '"12345678901234567890.5"', undefined],
    ['biginteger', '"12345678901234567890"', '12345678901234567890'],
    ['int', '100e-2', '100e-2'],
    ['int', '10e-2', undefined],
    ['double', '"1.10"', '1.10'],
    ['double', '"one"', undefined],
    ['double', 'true', undefined],
    ['double', 'null', 'null'],
    ['boolean', '"TRUE"', 'true'],
    ['boolean', 'false', 'false'],
    ['boolean', '1', undefined],
    ['string', '1.10', '"1.10"'],
    ['string', '{"a": 1}', '"{\\"a\\":1}"'],
    ['datetime', '"2026-01-01"', '"2026-01-01"'],
    ['datetime', '"soon"', '"soon"'],
    ['id', '5', '5'],
  ])('a field mapped to %s from %s is %s', async (type, value, written) => {
    const mapped = linesOf([map('a', 'x', { SOURCE_DATA_TYPE: 'any', DESTINATION_DATA_TYPE: type })], `{"a":${value}}`)
    if (written === undefined) await expect(mapped).rejects.toThrow(`src/in/a line 1 - a is not of type ${type}`)
    else expect(await mapped).toEqual([`{"x":${written}}`])
  })

  test('a field of the same type as before is not converted', async () => {
    const same = map('a', 'a', { SOURCE_DATA_TYPE: 'Double', DESTINATION_DATA_TYPE: 'double' })
    expect(await linesOf([same], '{"a":"x"}')).toEqual(['{"a":"x"}'])
  })
})

describe('a field that a CSV header lacks', () => {
  const merge = task('Merge', ['a', 'b'], { to: 'm' })

  test.each<[string, Task]>([
    ['Map', map('z')],
    ['a projection', project('a', 'z')],
    ['a comparison', filter('z', 'EQUAL_TO', { VALUE: 'x' })],
    ['Merge', task('Merge', ['a', 'z'], { to: 'n' })],
    ['Mask', task('Mask', ['z'], { op: 'MASK_ALL' })],
    ['Passthrough', task('Passthrough', ['z'])],
  ])('ends the run if %s names it, also without records', async (_what, naming) => {
    for (const input of ['a,b\n1,2\n', 'a,b\n']) {
      await expect(linesOf([all, naming], input)).rejects.toThrow('src/in/a - the header has no field z')
    }
    expect(await linesOf([all, naming], '')).toEqual([])
  })

  test('may be made by a task, but filters do not see it then', async () => {
    expect(await linesOf([merge, task('Truncate', ['m'], { with: { TRUNCATE_LENGTH: '1' } })], 'a,b\n1,2\n')).toEqual([
      '{"m":"1"}',
    ])
    await expect(linesOf([merge, filter('m', 'EQUAL_TO', { VALUE: '12' })], 'a,b\n1,2\n')).rejects.toThrow('no field m')
  })

  test('may be excluded or be a partition key', async () => {
    const excluding = task('Map_all', [], { with: { EXCLUDE_SOURCE_FIELDS_LIST: 'z' } })
    expect(await linesOf([excluding, task('Partition', ['z'])], 'a\n1\n')).toEqual(['{"a":"1"}'])
  })
})

test('the records of an incremental run are those whose field lies in its window', async () => {
  const window = { field: 'at', start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z' }
  const times = ['2025-12-31T23:59:59Z', '2026-01-01', '2026-01-01T23:59:59', '2026-01-02T00:00:00Z', '', 'soon']
  const input = `at\n${times.map((time) => `"${time}"\n`).join('')}`

  const written = await runTransfer({ tasks: [all], objects: { 'in/a': input }, window })

  expect(textsOf(written)).toEqual({ 'out/F/X-00000': '{"at":"2026-01-01"}\n{"at":"2026-01-01T23:59:59"}\n' })
  expect(written.figures).toMatchObject({ recordsProcessed: times.length, recordsFiltered: 0 })
})

test('messages keep to AppFlow’s patterns, whatever a key or field holds', () => {
  const reason = 'src/in/naïve,"x"=1+2.csv line 3 - a:b 😀 is null'

  expect(executionMessage(reason)).toBe('src/in/na-ve--x-=1+2.csv line 3 - a-b - is null')
  expect(mostRecentExecutionMessage(reason)).toBe('src-in-na-ve--x--1-2.csv line 3 - a-b - is null')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(executionMessage(text)).toMatch(/^[ \t\n\v\f\r\w/!@#+=.-]*$/)
      expect(mostRecentExecutionMessage(text)).toMatch(/^[\w!@#\-.?, \t\n\v\f\r]*$/)
    }),
  )
})

test('tasks that another dialect let through unchecked end the run with what is wrong with them', async () => {
  await expect(linesOf([task('constructor')], 'a\n1\n')).rejects.toThrow(
    'task 0.taskType - There are no tasks of the type constructor.',
  )
})
