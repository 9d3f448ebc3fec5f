import {
  CreateFlowCommand,
  DescribeFlowCommand,
  AppflowClient,
  type CreateFlowCommandInput,
} from '@aws-sdk/client-appflow'
import { afterAll, describe, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'
import type { DomainError } from '../../../lib/core/errors.ts'
import { checkConfiguration } from '../../../functions/appflow/_dialect/bodies/check-configuration.ts'
import { createFlow, flowInput, onDemand, refusal, scheduled } from '../../_harness/flows.ts'
import { refusedMembers, refusedTogether, s3Flow, taken } from '../../_harness/s3-flows.ts'

const app = await startTestApp({ flowQuota: 40 })
afterAll(() => app.stop())
const client = await app.appflowFor()

const exists = (flowName: string) =>
  client.send(new DescribeFlowCommand({ flowName })).then(
    () => true,
    () => false,
  )

test('a scheduled or event-triggered flow begins as a draft, an on-demand flow active', async () => {
  expect(await createFlow(client, 'timed', scheduled())).toMatchObject({
    flowArn: 'arn:aws:appflow:us-east-1:000000000000:flow/timed',
    flowStatus: 'Draft',
  })
  expect((await createFlow(client, 'event')).flowStatus).toBe('Draft')
  expect((await createFlow(client, 'demand', onDemand)).flowStatus).toBe('Active')
})

test('the region of the ARN is the one the request was signed for', async () => {
  const credentials = await app.keyFor({ name: 'admin' })
  const abroad = new AppflowClient({ endpoint: `${app.url}/appflow`, region: 'eu-west-1', credentials })

  expect((await createFlow(abroad, 'abroad')).flowArn).toBe('arn:aws:appflow:eu-west-1:000000000000:flow/abroad')
})

test('a taken name is a conflict, and case matters', async () => {
  await createFlow(client, 'taken')

  expect(await refusal(createFlow(client, 'taken'))).toMatchObject({ name: 'ConflictException', status: 409 })
  expect((await createFlow(client, 'Taken')).flowStatus).toBe('Draft')
})

test('twenty creates of one name make one flow', async () => {
  const calls = await Promise.allSettled(Array.from({ length: 20 }, () => createFlow(client, 'raced')))

  expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const names = calls.flatMap((call) => (call.status === 'rejected' ? [(call.reason as Error).name] : []))
  expect(new Set(names)).toEqual(new Set(['ConflictException']))
})

test('the same token with the same parameters answers as the first time; with others it is a conflict', async () => {
  const input = flowInput('tokened', { clientToken: 'c-1' })
  const first = await client.send(new CreateFlowCommand(input))

  const again = await client.send(new CreateFlowCommand(input))
  const other = await refusal(client.send(new CreateFlowCommand({ ...input, description: 'another' })))

  expect(again.flowArn).toBe(first.flowArn)
  expect(other).toMatchObject({ name: 'ConflictException', status: 409 })
})

const refused: [string, Partial<CreateFlowCommandInput>][] = [
  ['a name of one character', { flowName: 'a' }],
  ['a name with a space', { flowName: 'a b' }],
  ['a name of 257 characters', { flowName: 'a'.repeat(257) }],
  ['a description with a quote', { description: 'it"s' }],
  ['a scheduled flow without an expression', { triggerConfig: { triggerType: 'Scheduled' } }],
  ['an expression that is none', scheduled('every day')],
  ['a rate of nothing', scheduled('rate(0minutes)')],
  ['a rate in fortnights', scheduled('rate(1fortnight)')],
  ['a cron of five fields', scheduled('cron(0 0 * * ?)')],
  ['a cron no calendar has', scheduled('cron(99 0 * * ? *)')],
  [
    'an end before the start',
    scheduled('rate(1hour)', { scheduleStartTime: new Date(2_000_000), scheduleEndTime: new Date(1_000_000) }),
  ],
  ['an offset beyond ten hours', scheduled('rate(1hour)', { scheduleOffset: 36_001 })],
  ['a threshold of 101', scheduled('rate(1hour)', { flowErrorDeactivationThreshold: 101 })],
  ['an unknown trigger', { triggerConfig: { triggerType: 'Sometimes' as never } }],
  ['no destination', { destinationFlowConfigList: [] }],
  [
    'two destinations',
    {
      destinationFlowConfigList: [1, 2].map(() => ({
        connectorType: 'S3' as const,
        destinationConnectorProperties: { S3: { bucketName: 'lake' } },
      })),
    },
  ],
  ['an unknown connector', { sourceFlowConfig: { connectorType: 'Fax' as never, sourceConnectorProperties: {} } }],
  [
    'properties under another key',
    {
      sourceFlowConfig: {
        connectorType: 'Servicenow',
        sourceConnectorProperties: { Servicenow: { object: 'x' } } as never,
      },
    },
  ],
  [
    'a source without its object',
    { sourceFlowConfig: { connectorType: 'Slack', sourceConnectorProperties: { Slack: {} as never } } },
  ],
  [
    'a bucket name of two characters',
    {
      destinationFlowConfigList: [
        { connectorType: 'S3', destinationConnectorProperties: { S3: { bucketName: 'ab' } } },
      ],
    },
  ],
  [
    'a connector that cannot be a destination',
    {
      destinationFlowConfigList: [
        { connectorType: 'Slack', destinationConnectorProperties: { Slack: { object: 'x' } } as never },
      ],
    },
  ],
  ['tasks that map nothing', { tasks: [{ taskType: 'Map', sourceFields: ['a'], destinationField: 'b' }] }],
  ['no tasks', { tasks: [] }],
  ['an unknown task type', { tasks: [{ taskType: 'Dance' as never, sourceFields: [] }] }],
  [
    'an unknown task property',
    { tasks: [{ taskType: 'Map_all', sourceFields: [], taskProperties: { COLOUR: 'red' } as never }] },
  ],
  ['a tag key of aws', { tags: { 'aws:x': 'y' } }],
  ['fifty-one tags', { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v'])) }],
  ['a key that is no KMS ARN', { kmsArn: 'arn:aws:s3:us-east-1:000000000000:key' }],
  ['an empty token', { clientToken: '' }],
]

describe('a validation error that writes nothing', () => {
  test.each(refused)('%s', async (_what, overrides) => {
    const answer = await refusal(createFlow(client, 'refused', overrides))

    expect(answer).toMatchObject({ name: 'ValidationException', status: 400 })
    expect(await exists('refused')).toBe(false)
  })
})

describe('a flow from S3 to S3 is refused', () => {
  const name = 's3flow'

  test.each(refusedMembers)('with %s, naming the member', async (_what, configuration, path, message) => {
    const answer = await refusal(createFlow(client, name, configuration))

    expect(answer).toMatchObject({ name: 'ValidationException', status: 400 })
    expect(answer.message).toContain(`Value at '${path}' failed to satisfy constraint: Member ${message}`)
    expect(await exists(name)).toBe(false)
  })

  test.each(refusedTogether)('with %s, saying why', async (_what, configuration, path, message) => {
    const answer = await refusal(createFlow(client, name, configuration))

    expect(answer).toMatchObject({ name: 'ValidationException', status: 400, message })
    expect(await exists(name)).toBe(false)
    expect(problemsOf(name, configuration)).toEqual([{ path, message }])
  })

  test.each(taken)('but not with %s', async (_what, configuration) => {
    expect(problemsOf(name, configuration)).toEqual([])
  })
})

/** What the dialect says of a configuration, with the paths that a single problem's message leaves out. */
function problemsOf(name: string, configuration: object): { path: string; message: string }[] {
  try {
    checkConfiguration(name, flowInput(name, configuration) as unknown as Parameters<typeof checkConfiguration>[1])
    return []
  } catch (error) {
    const { problems = [] } = (error as DomainError).data
    return problems.map(({ path, message }) => ({ path: path.join('.'), message }))
  }
}

test('a Filter with PROJECTION counts as mapping', async () => {
  const tasks = [
    { taskType: 'Filter' as const, sourceFields: ['Id'], connectorOperator: { Salesforce: 'PROJECTION' as const } },
  ]

  expect((await createFlow(client, 'projected', { tasks })).flowStatus).toBe('Draft')
})

test('configurations come back as they were given, unknown members and odd numbers included', async () => {
  const sourceFlowConfig = {
    connectorType: 'S3' as const,
    sourceConnectorProperties: { S3: { bucketName: 'src', more: { deep: [1e300, '', { '': null }] } } },
  }
  const token = await app.keyFor({ name: 'admin' })
  expect(token.accessKeyId).toMatch(/^SLCE/)

  await createFlow(client, 'asgiven', { ...s3Flow(), sourceFlowConfig })

  const described = await client.send(new DescribeFlowCommand({ flowName: 'asgiven' }))
  // A member set to null counts as absent (docs/dialects/appflow.md 1.3).
  expect(described.sourceFlowConfig?.connectorType).toBe('S3')
  expect(described.sourceFlowConfig?.sourceConnectorProperties?.S3?.bucketName).toBe('src')
})

test('past the quota of flows a create is refused and changes nothing', async () => {
  const made = await Promise.allSettled(Array.from({ length: 40 }, (_, index) => createFlow(client, `many${index}`)))

  const errors = made.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).name] : []))
  expect(new Set(errors)).toEqual(new Set(['ServiceQuotaExceededException']))
  expect(await refusal(createFlow(client, 'onemore'))).toMatchObject({
    name: 'ServiceQuotaExceededException',
    status: 402,
  })
})
