import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { isInvokedAsynchronously, loadRegistry } from '../../lib/inventory/registry.ts'
import { idleCost, sentenceOf } from '../../lib/stacks/idle-cost.ts'
import { typeOf } from '../_harness/cloudformation.ts'
import { synthesize, type Resource, type Synthesis } from '../_harness/synthesis.ts'

/** What an account meets when the stacks are deployed, deployed again, rolled back and taken away. */
const registry = await loadRegistry()
let usual: Synthesis
let throwaway: Synthesis
beforeAll(async () => {
  usual = await synthesize(registry)
  const settings = {
    prefix: 'dev-',
    retain: 'false',
    alarmEmail: 'ops@example.com',
    outboundRanges: '10.1.0.0/16',
    flowBuckets: 'incoming,outgoing',
    allowedOrigins: 'https://console.example.com,http://localhost:5173',
  }
  throwaway = await synthesize(registry, settings)
}, 300_000)

const kept = ({ stacks }: Synthesis) =>
  Object.entries(stacks['Sluice-Data'] ?? {}).filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'))
const text = (value: unknown) => JSON.stringify(value)

describe('names', () => {
  test('a named role says in which region it is, because IAM has none', () => {
    const named = usual.ofType('AWS::IAM::Role').filter(({ RoleName }) => RoleName !== undefined)
    expect(named).toHaveLength(5)
    for (const { RoleName } of named) expect(text(RoleName)).toContain('AWS::Region')
  })

  test.each(['Dev-', 'UPPER', 'dev_', '1dev-', 'a-prefix-that-is-longer-'])(
    'the prefix %s is refused',
    async (prefix) => {
      await expect(synthesize(registry, { prefix })).rejects.toThrow(
        /^-c prefix=.*at most 20 characters, lower-case letters, digits and hyphens, and begin with a letter/,
      )
    },
  )

  test('the longest prefix leaves every physical name as long as it may be', () => {
    const longest = 'p'.repeat(20)
    for (const { name } of registry.functions) expect(`${longest}${name}`.length, name).toBeLessThanOrEqual(64)
    for (const name of ['sluice-schedules-', 'sluice-scheduler-invoke-', 'sluice-data-', 'sluice-long-steps-workers-'])
      expect(`${longest}${name}ap-southeast-1`.length).toBeLessThanOrEqual(64)
    expect(`${longest}sluice-archives-000000000000-ap-southeast-1`.length).toBeLessThanOrEqual(63)
  })

  test.each([
    ['retain', 'no'],
    ['relayParallelism', '11'],
    ['flowQuota', 'many'],
    ['outboundRanges', '10.0.0.0/33'],
    ['stepConcurrency', '1'],
    ['longStepConcurrency', '1001'],
    ['flowBuckets', 'in,s3://out'],
    ['allowedOrigins', 'https://console.example.com/'],
    ['allowedOrigins', '*'],
  ])('-c %s=%s is refused', async (name, value) => {
    await expect(synthesize(registry, { [name]: value })).rejects.toThrow(`-c ${name}=${value}: it must be`)
  })
})

describe('state', () => {
  test('tables, archives, schedules and secrets outlive their stack, but not a creation that is rolled back', () => {
    expect(
      kept(usual)
        .map(([, { Type }]) => Type)
        .sort(),
    ).toEqual([
      'AWS::DynamoDB::GlobalTable',
      'AWS::DynamoDB::GlobalTable',
      'AWS::S3::Bucket',
      'AWS::Scheduler::ScheduleGroup',
      'AWS::SecretsManager::Secret',
      'AWS::SecretsManager::Secret',
    ])
    for (const [, { DeletionPolicy, UpdateReplacePolicy }] of kept(usual))
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain'])
    // Protected tables could not be deleted by the roll-back.
    expect(text(usual.ofType('AWS::DynamoDB::GlobalTable'))).not.toContain('"DeletionProtectionEnabled":true')
    // Whatever else has a name goes with its stack.
    const others = usual.all.filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')
    expect(others.map(({ Type }) => Type)).toEqual([])
  })

  test('with retain=false everything goes with its stack, and a bucket in use is emptied first', () => {
    expect(throwaway.all.filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete')).toEqual([])
    expect(throwaway.ofType('Custom::S3AutoDeleteObjects')).toHaveLength(1)
    expect(usual.ofType('Custom::S3AutoDeleteObjects')).toEqual([])
  })

  test('the relay takes two batches of a shard at once, or as many as the installation says', async () => {
    const relay = ({ ofType }: Synthesis) =>
      ofType('AWS::Lambda::EventSourceMapping').find((one) => one.ParallelizationFactor)?.ParallelizationFactor
    expect(relay(usual)).toBe(2)
    expect(relay(await synthesize(registry, { relayParallelism: '10', deletionProtection: 'true' }))).toBe(10)
  })
})

describe('failures', () => {
  const resourcesOf = (name: string): [string, Resource][] =>
    Object.values(usual.stacks)
      .map((resources) => Object.entries(resources))
      .find((resources) => resources.some(([, { Properties }]) => Properties?.FunctionName === name)) ?? []
  const roleOf = (name: string) => {
    const resources = resourcesOf(name)
    const made = resources.find(([, { Properties }]) => Properties?.FunctionName === name)
    return resources.find(([id]) => text(made?.[1].Properties.Role).includes(`"${id}"`))?.[1].Properties
  }

  test.each(registry.functions.filter(isInvokedAsynchronously).map(({ name }) => name))(
    'an invocation of %s that nobody waits for goes to the dead-letter queue when it has failed three times',
    (name) => {
      const resources = resourcesOf(name)
      const [id = ''] = resources.find(([, { Properties }]) => Properties?.FunctionName === name) ?? []
      const configs = resources.filter(
        ([, { Type, Properties }]) =>
          Type === 'AWS::Lambda::EventInvokeConfig' && text(Properties.FunctionName) === text({ Ref: id }),
      )
      expect(configs).toHaveLength(1)
      expect(configs[0]?.[1].Properties).toMatchObject({ Qualifier: '$LATEST', MaximumRetryAttempts: 2 })
      expect(text(configs[0]?.[1].Properties.DestinationConfig)).toContain('DeadLetters')
      const statements = (roleOf(name)?.Policies as { PolicyDocument: { Statement: object[] } }[]).flatMap(
        ({ PolicyDocument }) => PolicyDocument.Statement,
      )
      expect(statements).toContainEqual(expect.objectContaining({ Action: 'sqs:SendMessage' }))
    },
  )

  test('a dead letter is kept for fourteen days', () => {
    for (const { MessageRetentionPeriod } of usual.ofType('AWS::SQS::Queue'))
      expect(MessageRetentionPeriod).toBe(14 * 24 * 3600)
  })

  test('an API’s alarm counts faults of ours: errors nobody expected, and requests no function answered', () => {
    for (const { name } of registry.dialects) {
      const resources = Object.values(usual.stacks[`Sluice-${name}`] ?? {})
      const [alarm] = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
      const metric = { Namespace: 'sluice', MetricName: 'Fault', Dimensions: [{ Name: 'service', Value: name }] }
      expect(alarm?.Properties).toMatchObject(metric)
      const functions = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function')
      for (const { Properties } of functions)
        expect(Properties.Environment.Variables.SLUICE_METRICS_NAMESPACE).toBe('sluice')
      const [filter] = resources.filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
      expect(filter?.Properties).toMatchObject({
        FilterPattern: '{ ($.integrationErrorMessage != "-") || ($.authorizerError != "-") }',
        MetricTransformations: [
          { MetricNamespace: 'sluice', MetricName: 'Fault', Dimensions: [{ Key: 'service', Value: '$.service' }] },
        ],
      })
      const [stage] = resources.filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Stage')
      expect(JSON.parse(stage?.Properties.AccessLogSettings.Format as string)).toMatchObject({
        service: name,
        integrationErrorMessage: '$context.integrationErrorMessage',
        authorizerError: '$context.authorizer.error',
      })
    }
  })

  test('every alarm is told to one topic, which CloudWatch may publish to, and to an address if there is one', () => {
    for (const { stacks, ofType } of [usual, throwaway]) {
      const [topic] = Object.entries(Object.values(stacks).reduce((all, one) => ({ ...all, ...one }), {})).filter(
        ([, { Type }]) => Type === 'AWS::SNS::Topic',
      )
      for (const { AlarmActions, OKActions } of ofType('AWS::CloudWatch::Alarm')) {
        expect(text(AlarmActions)).toContain(topic?.[0])
        expect(OKActions).toEqual(AlarmActions)
      }
      expect(text(ofType('AWS::SNS::TopicPolicy'))).toContain('"Service":"cloudwatch.amazonaws.com"')
    }
    expect(usual.ofType('AWS::SNS::Subscription')).toEqual([])
    expect(throwaway.ofType('AWS::SNS::Subscription')).toMatchObject([
      { Protocol: 'email', Endpoint: 'ops@example.com' },
    ])
  })
})

describe('who may', () => {
  test('rules on the installation’s bus may invoke operations, and a rule invokes nothing else but its own task', () => {
    const permissions = usual
      .ofType('AWS::Lambda::Permission')
      .filter(({ Principal }) => Principal === 'events.amazonaws.com')
    const ofBus = permissions.filter(({ SourceArn }) => text(SourceArn).includes(':rule/sluice/*'))
    expect(ofBus).toHaveLength(registry.operations.length)
    for (const { SourceArn } of permissions.filter((one) => !ofBus.includes(one)))
      expect(text(SourceArn)).toMatch(/Fn::GetAtt":\["(Clock|Objects)/)
  })

  test('flows may read and write buckets that the installation lists, without a policy of the bucket', () => {
    const [role] = throwaway
      .ofType('AWS::IAM::Role')
      .filter(({ RoleName }) => text(RoleName)?.includes('dev-sluice-data-'))
    const statements = (role?.Policies as { PolicyDocument: { Statement: object[] } }[]).flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    )
    expect(text(statements)).toMatch(/s3:GetObject.*s3:::incoming\/\*.*s3:::outgoing\/\*/)
    expect(text(statements)).not.toContain('s3:Delete')
  })

  test('a role is passed to EventBridge Scheduler only', () => {
    const passing = usual
      .ofType('AWS::IAM::Role')
      .flatMap(({ Policies = [] }) => Policies as { PolicyDocument: { Statement: Record<string, unknown>[] } }[])
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Action }) => text(Action).includes('iam:PassRole'))
    expect(passing.length).toBeGreaterThan(0)
    for (const { Condition } of passing)
      expect(Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } })
  })
})

describe('logs', () => {
  test('every log ends after a month, the one of the CDK’s own function among them', () => {
    const groups = usual.ofType('AWS::Logs::LogGroup')
    for (const { RetentionInDays } of groups) expect(RetentionInDays).toBe(30)
    expect(text(groups.map(({ LogGroupName }) => LogGroupName))).toMatch(/CustomTriggerProvider|AWSCDKTrigger/)
    for (const trigger of usual.all.filter(({ Type }) => Type === 'Custom::Trigger'))
      expect(text(trigger.DependsOn)).toContain('TriggersLog')
  })

  test('what services deliver goes where their deliveries need no room in the account’s resource policy', () => {
    const destinations = Object.values(usual.stacks).flatMap((resources) =>
      Object.values(resources)
        .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Stage')
        .map(({ Properties }) => resources[Properties.AccessLogSettings.DestinationArn['Fn::GetAtt'][0] as string]),
    )
    expect(destinations).toHaveLength(registry.dialects.length)
    for (const group of destinations)
      expect(group?.Properties.LogGroupName).toMatch(/^\/aws\/vendedlogs\/apis\/sluice-/)
  })

  test('no task token is logged', () => {
    for (const { LoggingConfiguration } of usual.ofType('AWS::StepFunctions::StateMachine'))
      expect(LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false })
  })
})

test('the reference knows where each other dialect is', () => {
  const [reader] = usual
    .ofType('AWS::Lambda::Function')
    .filter(({ FunctionName }) => FunctionName === 'control-GetOpenApi')
  const addresses = text(reader?.Environment.Variables.SLUICE_ADDRESSES)
  for (const { name } of registry.dialects.filter((one) => one.name !== 'control'))
    expect(addresses).toContain(`\\"${name}\\"`)
})

test('functions are told which ranges an installation lets them call, and nothing where it allows none', () => {
  const told = ({ ofType }: Synthesis) =>
    ofType('AWS::Lambda::Function').map(({ Environment }) => Environment?.Variables.SLUICE_OUTBOUND_RANGES)
  expect(new Set(told(usual))).toEqual(new Set([undefined]))
  expect(told(throwaway)).toContain('10.1.0.0/16')
})

test('pages of no origin may call, but of those that are configured, and the dialect that is meant for them', () => {
  const cors = ({ ofType }: Synthesis) =>
    Object.fromEntries(
      ofType('AWS::ApiGatewayV2::Api').map(({ Name, CorsConfiguration }) => [Name, CorsConfiguration]),
    ) as Record<string, object | undefined>

  expect(Object.values(cors(usual)).filter(Boolean)).toEqual([])
  const { 'dev-sluice-oih': oih, ...others } = cors(throwaway)
  expect(oih).toMatchObject({
    AllowOrigins: ['https://console.example.com', 'http://localhost:5173'],
    AllowHeaders: ['authorization', 'content-type', 'x-request-id', 'x-auth-type', 'x-hmac'],
    AllowCredentials: true,
  })
  expect(Object.values(others).filter(Boolean)).toEqual([])
})

test('the page of the first deployment names every context setting', () => {
  const docs = readFileSync('docs/first-deployment.md', 'utf8')
  for (const name of [
    'prefix',
    'retain',
    'deletionProtection',
    'relayParallelism',
    'alarmEmail',
    'flowQuota',
    'outboundRanges',
    'stepConcurrency',
    'longStepConcurrency',
    'flowBuckets',
    'allowedOrigins',
  ])
    expect(docs).toContain(name)
})

test('the README says what an idle installation costs as `npm run cost` computes it', () => {
  const flat = readFileSync('README.md', 'utf8').replaceAll(/\s+/g, ' ')
  expect(flat).toContain(sentenceOf(idleCost(usual.all)))
})

test('what a stack leaves behind can be imported as the page says: all of it, by the identifiers it is imported by', () => {
  const page = readFileSync('docs/first-deployment.md', 'utf8')
  const [, mapping = '{}'] = /```json\n([^`]*)```/.exec(page) ?? []
  const identified = Object.entries(JSON.parse(mapping) as Record<string, object>).map(([id, by]) => [
    id,
    Object.keys(by),
  ])
  expect(identified).toEqual(kept(usual).map(([id, { Type }]) => [id, typeOf(Type)?.primaryIdentifier]))
})
