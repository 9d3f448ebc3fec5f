import { describe, expect, test } from 'vitest'
import { map, task } from '../../_harness/tasks.ts'
import { people, runTransfer, textsOf, type TransferCase } from '../../_harness/transfers.ts'

const csv = { fileType: 'CSV' as const }
const drop = { VALIDATION_ACTION: 'DropRecord' }

interface WorkedCase extends Omit<TransferCase, 'objects'> {
  what: string
  objects?: TransferCase['objects']
  written: Record<string, string>
  records?: number
  filtered?: number
}

const cases: WorkedCase[] = [
  {
    what: 'all fields of CSV become JSON Lines, empty ones null',
    tasks: [task('Map_all')],
    written: {
      'out/F/X-00000': `{"id":"1","first":"Ada","last":"Lovelace","country":"UK","age":"36","score":"9.5"}
{"id":"2","first":"Alan","last":"Turing","country":"UK","age":"41","score":null}
{"id":"3","first":"Grace","last":"Hopper","country":"US","age":"85","score":"8"}
{"id":"4","first":"Kay, Alan","last":null,"country":"US","age":null,"score":"7.25"}
{"id":"5","first":"Edsger","last":"Dijkstra","country":"NL","age":"72","score":"0"}
`,
    },
  },
  {
    what: 'mapped fields are renamed and come in the order of their tasks, whatever the projection says',
    tasks: [task('Filter', ['first', 'id'], { op: 'PROJECTION' }), map('first', 'name'), map('id', 'key')],
    output: csv,
    written: { 'out/F/X-00000': 'name,key\nAda,1\nAlan,2\nGrace,3\n"Kay, Alan",4\nEdsger,5\n' },
  },
  {
    what: 'filters keep what fits all of them, and the figures count what they removed',
    tasks: [
      task('Filter', ['country'], { op: 'EQUAL_TO', with: { DATA_TYPE: 'string', VALUES: 'UK,US' } }),
      task('Filter', ['age'], { op: 'GREATER_THAN', with: { DATA_TYPE: 'integer', VALUE: '36' } }),
      map('id'),
    ],
    output: csv,
    written: { 'out/F/X-00000': 'id\n2\n3\n' },
    filtered: 3,
  },
  {
    what: 'fields are masked whole, from the front and from the back',
    tasks: [
      task('Map_all'),
      task('Mask', ['country'], { op: 'MASK_ALL', with: { MASK_LENGTH: '5' } }),
      task('Mask', ['first'], { op: 'MASK_FIRST_N', with: { MASK_LENGTH: '3', MASK_VALUE: '#' } }),
      task('Mask', ['last'], { op: 'MASK_LAST_N', with: { MASK_LENGTH: '4' } }),
    ],
    written: {
      'out/F/X-00000': `{"id":"1","first":"###","last":"Love****","country":"*****","age":"36","score":"9.5"}
{"id":"2","first":"###n","last":"Tu****","country":"*****","age":"41","score":null}
{"id":"3","first":"###ce","last":"Ho****","country":"*****","age":"85","score":"8"}
{"id":"4","first":"###, Alan","last":null,"country":"*****","age":null,"score":"7.25"}
{"id":"5","first":"###ger","last":"Dijk****","country":"*****","age":"72","score":"0"}
`,
    },
  },
  {
    what: 'a merged field is made of truncated ones and stands at the place of its task',
    tasks: [
      task('Truncate', ['first'], { with: { TRUNCATE_LENGTH: '1' } }),
      task('Merge', ['first', 'last'], { to: 'full', with: { CONCAT_FORMAT: '${first}. ${last}' } }),
      map('id'),
    ],
    written: {
      'out/F/X-00000': `{"full":"A. Lovelace","id":"1"}
{"full":"A. Turing","id":"2"}
{"full":"G. Hopper","id":"3"}
{"full":"K. ","id":"4"}
{"full":"E. Dijkstra","id":"5"}
`,
    },
  },
  {
    what: 'validations leave bad records out',
    tasks: [
      map('id'),
      task('Validate', ['score'], { op: 'VALIDATE_NON_NULL', with: drop }),
      task('Validate', ['score'], { op: 'VALIDATE_NON_ZERO', with: drop }),
    ],
    output: csv,
    written: { 'out/F/X-00000': 'id\n1\n3\n4\n' },
    filtered: 2,
  },
  {
    what: 'numbers are computed in the order that is asked for, null where there is no number',
    tasks: [
      map('id'),
      task('Arithmetic', ['age', 'score'], {
        op: 'SUBTRACTION',
        to: 'd',
        with: { MATH_OPERATION_FIELDS_ORDER: 'score,age' },
      }),
    ],
    written: {
      'out/F/X-00000':
        '{"id":"1","d":-26.5}\n{"id":"2","d":null}\n{"id":"3","d":-77}\n{"id":"4","d":null}\n{"id":"5","d":-72}\n',
    },
  },
  {
    what: 'a single file has the fields of all objects, in the order first seen',
    tasks: [task('Map_all', [], { with: { EXCLUDE_SOURCE_FIELDS_LIST: '["first","last","age","score"]' } })],
    objects: { 'in/people.csv': people, 'in/more/x.csv': 'id,city\n6,Delft\n' },
    output: { ...csv, aggregationConfig: { aggregationType: 'SingleFile' } },
    written: { 'out/F/X-00000': 'id,city,country\n6,Delft,\n1,,UK\n2,,UK\n3,,US\n4,,US\n5,,NL\n' },
    records: 6,
  },
  {
    what: 'without aggregation each source object makes one of its own',
    tasks: [task('Map_all', [], { with: { EXCLUDE_SOURCE_FIELDS_LIST: '["first","last","age","score"]' } })],
    objects: { 'in/people.csv': people, 'in/more/x.csv': 'id,city\n6,Delft\n' },
    output: { ...csv, aggregationConfig: { aggregationType: 'None' } },
    written: { 'out/F/X-00000': 'id,city\n6,Delft\n', 'out/F/X-00001': 'id,country\n1,UK\n2,UK\n3,US\n4,US\n5,NL\n' },
    records: 6,
  },
  {
    what: 'a partition makes a folder of each value, below version, date and execution',
    tasks: [
      map('id'),
      map('country', 'land'),
      task('Partition', [], { with: { ORDERED_PARTITION_KEYS_LIST: '["land"]' } }),
    ],
    output: { prefixConfig: { prefixType: 'PATH', prefixFormat: 'DAY', pathPrefixHierarchy: ['SCHEMA_VERSION'] } },
    written: {
      'out/F/schemaVersion_1/2026/11/24/X/land=UK/X-00000': '{"id":"1","land":"UK"}\n{"id":"2","land":"UK"}\n',
      'out/F/schemaVersion_1/2026/11/24/X/land=US/X-00000': '{"id":"3","land":"US"}\n{"id":"4","land":"US"}\n',
      'out/F/schemaVersion_1/2026/11/24/X/land=NL/X-00000': '{"id":"5","land":"NL"}\n',
    },
  },
  {
    what: 'numbers are written as they were read, nested values as JSON, line ends in quotes',
    tasks: [task('Map_all')],
    format: 'JSON',
    objects: {
      'in/e.json': `{"id":1,"ok":true,"n":1.10,"tags":["a","b"]}
{"id":12345678901234567890,"o":{"x":null},"t":"two\\nlines"}
`,
    },
    output: csv,
    written: {
      'out/F/X-00000': `id,ok,n,tags,o,t
1,true,1.10,"[""a"",""b""]",,
12345678901234567890,,,,"{""x"":null}","two
lines"
`,
    },
    records: 2,
  },
]

describe('a transfer', () => {
  test.each(cases)('$what', async ({ what: _, written, records = 5, filtered = 0, ...given }) => {
    const objects = given.objects ?? { 'in/people.csv': people }
    const done = await runTransfer({ ...given, objects })

    expect(textsOf(done)).toEqual(written)
    const sizes = (of: Record<string, string | Uint8Array>) =>
      Object.values(of).reduce((sum, one) => sum + Buffer.byteLength(one), 0)
    expect(done.figures).toEqual({
      recordsProcessed: records,
      recordsFiltered: filtered,
      bytesProcessed: sizes(objects),
      bytesWritten: sizes(written),
    })
  })

  test('the source of the cases is the one whose figures are known', () => expect(people).toHaveLength(151))

  test('a validation that ends the run names bucket, key, line and field, and nothing is written', async () => {
    const validation = { op: 'VALIDATE_NON_NULL', with: { VALIDATION_ACTION: 'DropDataset' } }
    const tasks = [map('id'), task('Validate', ['score'], validation)]

    await expect(runTransfer({ tasks, objects: { 'in/people.csv': people } })).rejects.toMatchObject({
      message: 'src/in/people.csv line 3 - score is null',
      place: { bucket: 'src', key: 'in/people.csv', line: 3, field: 'score' },
    })
  })
})
