import type { CreateFlowCommandInput, Task } from '@aws-sdk/client-appflow'

type Properties = Record<string, unknown>

/** The configuration of a flow from S3 to S3 that maps one field, with overrides. */
export const s3Flow = (
  given: { source?: Properties; destination?: Properties; tasks?: object[] } = {},
): Pick<CreateFlowCommandInput, 'sourceFlowConfig' | 'destinationFlowConfigList' | 'tasks'> => ({
  sourceFlowConfig: {
    connectorType: 'S3',
    sourceConnectorProperties: { S3: { bucketName: 'src', bucketPrefix: 'in', ...given.source } },
  },
  destinationFlowConfigList: [
    {
      connectorType: 'S3',
      destinationConnectorProperties: { S3: { bucketName: 'dst', bucketPrefix: 'out', ...given.destination } },
    },
  ],
  tasks: (given.tasks ?? [mapping]) as Task[],
})

const mapping = { taskType: 'Map', sourceFields: ['a'], destinationField: 'b' }

const filter = (operator: string, taskProperties?: Record<string, string>, sourceFields = ['a']) => ({
  taskType: 'Filter',
  sourceFields,
  connectorOperator: { S3: operator },
  taskProperties,
})
const task = (taskType: string, operator: string | undefined, more: object = {}) => ({
  taskType,
  sourceFields: ['a'],
  ...(operator === undefined ? {} : { connectorOperator: { S3: operator } }),
  ...more,
})
const sum = (more: object) =>
  task('Arithmetic', 'ADDITION', { sourceFields: ['a', 'b'], destinationField: 'c', ...more })
const merge = (more: object) => task('Merge', undefined, { sourceFields: ['a', 'b'], destinationField: 'c', ...more })
const output = (s3OutputFormatConfig: object) => s3Flow({ destination: { s3OutputFormatConfig } })
const tasks = (...more: object[]) => s3Flow({ tasks: [mapping, ...more] })
const properties = (given: Record<string, string>) => ({ taskProperties: given })
const drop = properties({ VALIDATION_ACTION: 'DropRecord' })

const inDestination = 'destinationFlowConfigList.0.destinationConnectorProperties.S3'
const inOutput = `${inDestination}.s3OutputFormatConfig`
const inSource = 'sourceFlowConfig.sourceConnectorProperties.S3'
const inProperties = 'tasks.1.taskProperties'

/** What is refused of a member by itself: what, the configuration, the path of the member, and what the message says. */
export const refusedMembers: [string, ReturnType<typeof s3Flow>, path: string, message: string][] = [
  [
    'Parquet as input',
    s3Flow({ source: { s3InputFormatConfig: { s3InputFileType: 'PARQUET' } } }),
    `${inSource}.s3InputFormatConfig.s3InputFileType`,
    'must be one of CSV, JSON',
  ],
  [
    'a file type that is none',
    output({ fileType: 'XML' }),
    `${inOutput}.fileType`,
    'must be one of CSV, JSON, PARQUET',
  ],
  [
    'a prefix type that is none',
    output({ prefixConfig: { prefixType: 'FOLDER' } }),
    `${inOutput}.prefixConfig.prefixType`,
    'must be one of FILENAME, PATH, PATH_AND_FILENAME',
  ],
  [
    'a prefix format that is none',
    output({ prefixConfig: { prefixFormat: 'WEEK' } }),
    `${inOutput}.prefixConfig.prefixFormat`,
    'must be one of YEAR, MONTH, DAY, HOUR, MINUTE',
  ],
  [
    'an entry of the hierarchy that is none',
    output({ prefixConfig: { pathPrefixHierarchy: ['EXECUTION_ID', 'TENANT'] } }),
    `${inOutput}.prefixConfig.pathPrefixHierarchy.1`,
    'must be one of EXECUTION_ID, SCHEMA_VERSION',
  ],
  [
    'an aggregation that is none',
    output({ aggregationConfig: { aggregationType: 'Some' } }),
    `${inOutput}.aggregationConfig.aggregationType`,
    'must be one of None, SingleFile',
  ],
  [
    'a target size of nothing',
    output({ aggregationConfig: { targetFileSize: 0 } }),
    `${inOutput}.aggregationConfig.targetFileSize`,
    'must be at least 1',
  ],
  ['a bucket name with a space', s3Flow({ source: { bucketName: 'a b' } }), `${inSource}.bucketName`, 'must satisfy'],
  [
    'a prefix of 513 characters',
    s3Flow({ destination: { bucketPrefix: 'p'.repeat(513) } }),
    `${inDestination}.bucketPrefix`,
    'must have 0 to 512 characters',
  ],
  ['an empty task property', tasks(filter('EQUAL_TO', { VALUE: '' })), `${inProperties}.VALUE`, 'must be at least 1'],
]

const isOne = (type: string) => `${type} tasks have exactly one source field.`
const atLeast = (name: string) => `${name} must be a whole number of at least 1.`
const unreadable = (name: string) => `${name} must be a JSON array of strings or a comma-separated list.`

/** What is refused because members do not go together: what, the configuration, the path of the problem, the message. */
export const refusedTogether: [string, ReturnType<typeof s3Flow>, path: string, message: string][] = [
  [
    'a destination inside the source',
    s3Flow({
      source: { bucketName: 'one', bucketPrefix: 'in/' },
      destination: { bucketName: 'one', bucketPrefix: '/in' },
    }),
    `${inDestination}.bucketPrefix`,
    'The flow would write to in/s3flow/, which is inside the folder it reads.',
  ],
  [
    'a destination in a bucket that is read whole',
    s3Flow({ source: { bucketName: 'one', bucketPrefix: '' }, destination: { bucketName: 'one' } }),
    `${inDestination}.bucketPrefix`,
    'The flow would write to out/s3flow/, which is inside the folder it reads.',
  ],
  [
    'a source that is the product’s own bucket',
    s3Flow({ source: { bucketName: 'sluice-archives-000000000000-us-east-1' } }),
    `${inSource}.bucketName`,
    'The bucket sluice-archives-000000000000-us-east-1 belongs to Sluice itself.',
  ],
  [
    'a destination that is the product’s own bucket',
    s3Flow({ destination: { bucketName: 'sluice-artifacts' } }),
    `${inDestination}.bucketName`,
    'The bucket sluice-artifacts belongs to Sluice itself.',
  ],
  [
    'an operator under another connector’s key',
    tasks({ ...mapping, connectorOperator: { Salesforce: 'NO_OP' } }),
    'tasks.1.connectorOperator',
    'The operator of a task must be under the key S3, as the source is S3.',
  ],
  [
    'an operator S3 does not have',
    tasks(filter('CONTAINS', { VALUE: 'x' })),
    'tasks.1.connectorOperator.S3',
    'Filter tasks take one of the operators PROJECTION, EQUAL_TO, NOT_EQUAL_TO, LESS_THAN, LESS_THAN_OR_EQUAL_TO, GREATER_THAN, GREATER_THAN_OR_EQUAL_TO, BETWEEN.',
  ],
  [
    'an operator of another task type',
    tasks(task('Truncate', 'MASK_ALL', properties({ TRUNCATE_LENGTH: '1' }))),
    'tasks.1.connectorOperator.S3',
    'Truncate tasks take no operator but NO_OP.',
  ],
  ...(
    [
      ['Mask', 'MASK_ALL, MASK_FIRST_N, MASK_LAST_N', { taskProperties: { MASK_LENGTH: '1' } }],
      ['Validate', 'VALIDATE_NON_NULL, VALIDATE_NON_ZERO, VALIDATE_NON_NEGATIVE, VALIDATE_NUMERIC', drop],
      [
        'Arithmetic',
        'ADDITION, SUBTRACTION, MULTIPLICATION, DIVISION',
        { sourceFields: ['a', 'b'], destinationField: 'c' },
      ],
    ] as const
  ).map(([type, operators, more]): (typeof refusedTogether)[number] => [
    `a ${type} task without an operator`,
    tasks(task(type, undefined, more)),
    'tasks.1.connectorOperator.S3',
    `${type} tasks take one of the operators ${operators}.`,
  ]),
  ['a Map of two fields', tasks({ ...mapping, sourceFields: ['a', 'b'] }), 'tasks.1.sourceFields', isOne('Map')],
  ['a Mask of no field', tasks(task('Mask', 'MASK_ALL', { sourceFields: [] })), 'tasks.1.sourceFields', isOne('Mask')],
  [
    'a Truncate of two fields',
    tasks(task('Truncate', undefined, { sourceFields: ['a', 'b'], ...properties({ TRUNCATE_LENGTH: '1' }) })),
    'tasks.1.sourceFields',
    isOne('Truncate'),
  ],
  [
    'a Validate of two fields',
    tasks(task('Validate', 'VALIDATE_NUMERIC', { sourceFields: ['a', 'b'], ...drop })),
    'tasks.1.sourceFields',
    isOne('Validate'),
  ],
  [
    'a comparison of two fields',
    tasks(filter('EQUAL_TO', { VALUE: 'x' }, ['a', 'b'])),
    'tasks.1.sourceFields',
    isOne('Filter'),
  ],
  [
    'a projection of no field',
    tasks(filter('PROJECTION', undefined, [])),
    'tasks.1.sourceFields',
    'A projection names at least one source field.',
  ],
  [
    'a Merge of one field',
    tasks(merge({ sourceFields: ['a'] })),
    'tasks.1.sourceFields',
    'Merge tasks have at least two source fields.',
  ],
  [
    'an Arithmetic of one field',
    tasks(sum({ sourceFields: ['a'] })),
    'tasks.1.sourceFields',
    'Arithmetic tasks have at least two source fields.',
  ],
  [
    'a Merge that names no destination',
    tasks(merge({ destinationField: undefined })),
    'tasks.1.destinationField',
    'Merge tasks name their destinationField.',
  ],
  [
    'a comparison without its value',
    tasks(filter('LESS_THAN', { VALUES: '1' })),
    `${inProperties}.VALUE`,
    'Filter tasks with LESS_THAN need VALUE.',
  ],
  [
    'an equality without a value',
    tasks(filter('EQUAL_TO')),
    `${inProperties}.VALUE`,
    'Filter tasks with EQUAL_TO need VALUE or VALUES.',
  ],
  [
    'a range without its upper bound',
    tasks(filter('BETWEEN', { LOWER_BOUND: '1' })),
    `${inProperties}.UPPER_BOUND`,
    'Filter tasks with BETWEEN need UPPER_BOUND.',
  ],
  [
    'a bound that is not of its type',
    tasks(filter('BETWEEN', { LOWER_BOUND: '1', UPPER_BOUND: 'ten', DATA_TYPE: 'integer' })),
    `${inProperties}.UPPER_BOUND`,
    'UPPER_BOUND is not of the DATA_TYPE integer.',
  ],
  [
    'one of several values that is not of its type',
    tasks(filter('NOT_EQUAL_TO', { VALUES: '2026-01-01,soon', DATA_TYPE: 'datetime' })),
    `${inProperties}.VALUES`,
    'VALUES is not of the DATA_TYPE datetime.',
  ],
  [
    'a mask length of nothing',
    tasks(task('Mask', 'MASK_ALL', properties({ MASK_LENGTH: '0' }))),
    `${inProperties}.MASK_LENGTH`,
    atLeast('MASK_LENGTH'),
  ],
  [
    'a mask of the first characters without a length',
    tasks(task('Mask', 'MASK_FIRST_N')),
    `${inProperties}.MASK_LENGTH`,
    atLeast('MASK_LENGTH'),
  ],
  [
    'a Truncate without a length',
    tasks(task('Truncate', undefined)),
    `${inProperties}.TRUNCATE_LENGTH`,
    atLeast('TRUNCATE_LENGTH'),
  ],
  [
    'a mask of two characters',
    tasks(task('Mask', 'MASK_ALL', properties({ MASK_VALUE: '**' }))),
    `${inProperties}.MASK_VALUE`,
    'MASK_VALUE must be one character.',
  ],
  [
    'a validation without an action',
    tasks(task('Validate', 'VALIDATE_NUMERIC')),
    `${inProperties}.VALIDATION_ACTION`,
    'Validate tasks need the VALIDATION_ACTION DropRecord or DropDataset.',
  ],
  [
    'a validation with an action that is none',
    tasks(task('Validate', 'VALIDATE_NUMERIC', properties({ VALIDATION_ACTION: 'Shrug' }))),
    `${inProperties}.VALIDATION_ACTION`,
    'Validate tasks need the VALIDATION_ACTION DropRecord or DropDataset.',
  ],
  [
    'a template that names a field of no source',
    tasks(merge(properties({ CONCAT_FORMAT: '${a} ${z}' }))),
    `${inProperties}.CONCAT_FORMAT`,
    'CONCAT_FORMAT names z, which is not among the sourceFields.',
  ],
  [
    'an order that names a field of no source',
    tasks(sum(properties({ MATH_OPERATION_FIELDS_ORDER: 'a,z' }))),
    `${inProperties}.MATH_OPERATION_FIELDS_ORDER`,
    'MATH_OPERATION_FIELDS_ORDER names z, which is not among the sourceFields.',
  ],
  [
    'a list that is not closed',
    tasks(task('Map_all', undefined, { sourceFields: [], ...properties({ EXCLUDE_SOURCE_FIELDS_LIST: '["a"' }) })),
    `${inProperties}.EXCLUDE_SOURCE_FIELDS_LIST`,
    unreadable('EXCLUDE_SOURCE_FIELDS_LIST'),
  ],
  [
    'a list of numbers',
    tasks(task('Partition', undefined, properties({ ORDERED_PARTITION_KEYS_LIST: '[1]' }))),
    `${inProperties}.ORDERED_PARTITION_KEYS_LIST`,
    unreadable('ORDERED_PARTITION_KEYS_LIST'),
  ],
  [
    'eleven partition keys',
    tasks(task('Partition', undefined, properties({ ORDERED_PARTITION_KEYS_LIST: 'a,b,c,d,e,f,g,h,i,j,k' }))),
    'tasks',
    'A flow is partitioned by at most 10 fields.',
  ],
  [
    'two partitions',
    tasks(task('Partition', undefined), task('Partition', undefined)),
    'tasks',
    'A flow has at most one Partition task.',
  ],
  [
    'eleven comparisons',
    tasks(...Array.from({ length: 11 }, () => filter('EQUAL_TO', { VALUE: 'x' }))),
    'tasks',
    'A flow has at most 10 comparing Filter tasks.',
  ],
  [
    'eleven values',
    tasks(filter('EQUAL_TO', { VALUES: '1,2,3,4,5,6,7,8,9,10,11' })),
    `${inProperties}.VALUES`,
    'Filter tasks compare with at most 10 VALUES.',
  ],
  [
    'tasks that write nothing',
    s3Flow({ tasks: [filter('EQUAL_TO', { VALUE: 'x' })] }),
    'tasks',
    'At least one task must write something: Map, Map_all, Passthrough, Merge, Arithmetic or a Filter whose operator is PROJECTION.',
  ],
]

/** What is taken: forms that real tools send, and what another connector would refuse. */
export const taken: [string, ReturnType<typeof s3Flow>][] = [
  ['a Map alone', s3Flow()],
  ['a Merge alone', s3Flow({ tasks: [merge({})] })],
  [
    'a projection alone, with an empty destination',
    s3Flow({ tasks: [{ ...filter('PROJECTION'), destinationField: '' }] }),
  ],
  [
    'data types that are none',
    s3Flow({ tasks: [{ ...mapping, taskProperties: { SOURCE_DATA_TYPE: 'CSV', DESTINATION_DATA_TYPE: 'id' } }] }),
  ],
  ['another connector’s data type in a comparison', tasks(filter('EQUAL_TO', { DATA_TYPE: 'picklist', VALUE: 'x' }))],
  ['a number with a sign before it', tasks(filter('LESS_THAN', { DATA_TYPE: 'INT', VALUE: '+5' }))],
  ['two folders of one bucket', s3Flow({ source: { bucketName: 'one' }, destination: { bucketName: 'one' } })],
  [
    'a destination whose prefix only looks like the source',
    s3Flow({ source: { bucketName: 'one' }, destination: { bucketName: 'one', bucketPrefix: 'in2' } }),
  ],
  ['a bucket of one’s own with such a name', s3Flow({ source: { bucketName: 'my-sluice-archive' } })],
  [
    'the console’s word for an action',
    tasks(task('Validate', 'VALIDATE_NUMERIC', properties({ VALIDATION_ACTION: 'Ignore_Record' }))),
  ],
]
