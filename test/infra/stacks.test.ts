import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataRoleArn, names as localNames, stateMachineArn } from '../../lib/local/names.ts'
import { isInvokedAsynchronously, loadRegistry, timeoutSecondsOf, workerName } from '../../lib/inventory/registry.ts'
import { stepLimitSeconds, stepQueues } from '../../lib/core/runs/queue.ts'
import { queues, stepQueue } from '../../lib/runtime/declarations/queues.ts'
import { capabilities } from '../../lib/runtime/capabilities/all.ts'
import { isIdentified } from '../../lib/runtime/declarations/operation.ts'
import { templatesOf } from '../../lib/runtime/invocation/routing.ts'
import { bundle, type BundleSize } from '../../lib/stacks/bundle.ts'
import { controlPlane } from '../../lib/stacks/control-plane.ts'
import { nativeImport } from '../_harness/native-import.ts'
import { effectsPolicy, type Statement } from '../../lib/inventory/effects-policy.ts'

const registry = await loadRegistry()

interface Resource {
  Type: string
  Properties: Record<string, unknown>
}
type Statements = { Action: string | string[]; Resource: unknown; Condition?: unknown }[]

let folder = ''
let sizes: BundleSize[] = []
let resources: Resource[] = []
let names: string[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-bundles-'))
  sizes = await bundle(registry.functions, folder)
  const pages = join(folder, 'pages')
  mkdirSync(join(pages, 'console/assets'), { recursive: true })
  const app = controlPlane(
    registry,
    { functions: folder, pages },
    {
      outdir: join(folder, 'cdk.out'),
      context: JSON.parse(readFileSync('cdk.json', 'utf8')).context as never,
    },
  )
  // Throws when cdk-nag finds anything that is not acknowledged with a reason.
  const assembly = app.synth()
  names = assembly.stacks.map(({ stackName }) => stackName)
  resources = assembly.stacks.flatMap(({ template }) =>
    Object.values((template as { Resources: Record<string, Resource> }).Resources),
  )
}, 300_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const ofType = (type: string) => resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties)
const functionNamed = (name: string) =>
  ofType('AWS::Lambda::Function').filter(({ FunctionName }) => FunctionName === name)

test('there is a data stack, a workflow stack, a console stack and a stack for each dialect', () => {
  expect(names.sort()).toEqual(
    [
      'Sluice-Data',
      'Sluice-Workflow',
      'Sluice-Console',
      ...registry.dialects.map(({ name }) => `Sluice-${name}`),
    ].sort(),
  )
})

test('no function is deployed with a source map, or made to read one', () => {
  const deployed = readdirSync(join(folder, 'cdk.out'), { recursive: true, encoding: 'utf8' })
  expect(deployed.filter((path) => path.endsWith('index.mjs')).length).toBeGreaterThan(100)
  expect(deployed.filter((path) => path.endsWith('.map'))).toEqual([])
  expect(JSON.stringify(ofType('AWS::Lambda::Function'))).not.toContain('NODE_OPTIONS')
})

describe.each(registry.functions)('$name', (unit) => {
  test('is one function, built for arm64 on the newest Node, with a log that ends', () => {
    const [properties, ...more] = functionNamed(unit.name)

    expect(more).toEqual([])
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
    })
    const part =
      'operation' in unit ? unit.operation.dialect.name : unit.kind === 'fallback' ? unit.dialect.name : 'workflow'
    const group = ofType('AWS::Logs::LogGroup').find((one) => one.LogGroupName === `/aws/lambda/sluice-${part}`)
    expect(group).toMatchObject({ RetentionInDays: 30 })
    expect(JSON.stringify(properties?.LoggingConfig)).toContain('HomeLog')
  })

  test('may do exactly what its effects say, write its log and its traces, and put failed invocations aside', () => {
    const isOwn = (action: string) => !/^(logs|xray):/.test(action)
    const buries = (resource: string) => isInvokedAsynchronously(unit) && resource.includes('GetAttDeadLetters')
    const granted = statementsOf(unit.name)
      .flatMap((one) => [one.Resource].flat().map((resource) => ({ ...one, Resource: JSON.stringify(resource) })))
      .filter(({ Resource }) => !buries(Resource))
      .map((statement) => ({ ...statement, Action: flat(statement.Action).filter(isOwn) }))
      .filter(({ Action }) => Action.length > 0)
    const declared = effectsPolicy(unit.effects, (resource) => resource)

    expect(merge(granted as Statement[]).sort(byText)).toEqual(merge(declared).sort(byText))
    // What names no resource: a task token, and the list of streams, without which Lambda reads none.
    const unbound = granted.filter(({ Resource }) => Resource === '"*"')
    expect(unbound.flatMap(({ Action }) => flat(Action)).sort()).toEqual([
      ...(unit.effects.relays ? ['dynamodb:ListStreams'] : []),
      ...(unit.effects.startsExecutions ? ['states:SendTaskSuccess'] : []),
    ])
    expect(
      granted
        .flatMap(({ Action }) => flat(Action))
        .filter((action) => action.includes('*') || action === 'dynamodb:Scan'),
    ).toEqual([])
  })

  test('has a bundle within the budget that loads', () => {
    const size = sizes.find(({ name }) => name === unit.name)
    expect(size?.ownBytes).toBeLessThan(size?.budgetBytes ?? 0)
    expect(size?.bytes).toBeLessThan(size?.wholeBudgetBytes ?? 0)
    // Of nothing that would look for credentials anywhere but in the environment.
    const text = readFileSync(join(folder, unit.name, 'index.mjs'), 'utf8')
    expect(text).not.toMatch(/sso_start_url|credential_process|AWS_CONTAINER_CREDENTIALS/)
    const module = nativeImport<{ handler: unknown }>(join(folder, unit.name, 'index.mjs'))
    expect(module.handler).toBeTypeOf('function')
  })

  test('has in its bundle the capabilities that its effects name and the means to authenticate that it uses, no others', () => {
    const map = readFileSync(join(folder, unit.name, 'index.mjs.map'), 'utf8')
    const { sources } = JSON.parse(map) as { sources: string[] }
    const carried = (of: string) =>
      sources.flatMap((file) => file.match(`/lib/runtime/${of}/([^/]+)\\.ts$`)?.[1] ?? []).sort()
    const named = capabilities.filter(({ isFor }) => isFor(unit.effects)).map(({ name }) => name)
    const isAnonymous = unit.kind !== 'operation' || !isIdentified(unit.operation)

    expect(carried('capabilities').filter((one) => one !== 'for-each')).toEqual(
      unit.kind === 'authorizer' ? [] : named.sort(),
    )
    expect(carried('credentials/authenticators')).toEqual(isAnonymous ? [] : [unit.operation.dialect.authentication])
  })
})

describe.each(registry.operations)('$operation.dialect.name $operation.name', ({ operation }) => {
  test('has its routes, once each, behind the authorizer where its dialect wants it', () => {
    for (const { method, path } of templatesOf(operation)) {
      const routes = ofType('AWS::ApiGatewayV2::Route').filter(({ RouteKey }) => RouteKey === `${method} ${path}`)
      expect(routes).toHaveLength(1)
      const isAuthorized = operation.dialect.authentication === 'authorizer' && operation.permission !== 'public'
      expect(routes[0]?.AuthorizationType).toBe(isAuthorized ? 'CUSTOM' : 'NONE')
    }
  })

  test('may be invoked by rules on the installation’s bus', () => {
    // CloudFormation's ids are letters and digits.
    const logicalId = `${operation.dialect.name}${operation.name}`.replaceAll('-', '')
    const permissions = ofType('AWS::Lambda::Permission').filter(
      ({ Principal }) => Principal === 'events.amazonaws.com',
    )
    expect(
      permissions.some(
        ({ FunctionName, SourceArn }) =>
          JSON.stringify(FunctionName).includes(logicalId) && JSON.stringify(SourceArn).includes(':rule/sluice/*'),
      ),
    ).toBe(true)
  })
})

test('a gateway limits each operation that declares a rate, every one of its routes, and only those', () => {
  const limits = Object.assign({}, ...ofType('AWS::ApiGatewayV2::Stage').map(({ RouteSettings }) => RouteSettings))
  const declared = registry.operations.flatMap(({ operation }) =>
    templatesOf(operation).flatMap(({ method, path }) =>
      operation.rate
        ? [
            [
              `${method} ${path}`,
              { ThrottlingRateLimit: operation.rate.perSecond, ThrottlingBurstLimit: operation.rate.burst },
            ],
          ]
        : [],
    ),
  )
  expect(limits).toEqual(Object.fromEntries(declared))
  expect(Object.keys(limits as object)).toEqual(
    expect.arrayContaining(['GET /v1/health', 'POST /v1/login', 'POST /agent/agents']),
  )
})

test('the table has point-in-time recovery, a stream of both images, time to live, and is kept', () => {
  const [table] = ofType('AWS::DynamoDB::GlobalTable')

  expect(table).toMatchObject({
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  })
  expect(JSON.stringify(table)).toContain('"PointInTimeRecoveryEnabled":true')
  expect(resources.find(({ Type }) => Type === 'AWS::DynamoDB::GlobalTable')).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
  })
})

test('the relay is fed in order within a key, hands back single records, and never gives up before the stream does', () => {
  const streams = ofType('AWS::Lambda::EventSourceMapping').filter(({ StartingPosition }) => StartingPosition)
  expect(streams).toEqual([
    expect.objectContaining({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      StartingPosition: 'TRIM_HORIZON',
      MaximumRetryAttempts: -1,
    }),
  ])
})

test('the relay is invoked for what has effects, and not for the records of the audit trail that it writes', () => {
  const [stream] = ofType('AWS::Lambda::EventSourceMapping').filter(({ StartingPosition }) => StartingPosition)
  const { Filters } = stream?.FilterCriteria as { Filters: { Pattern: string }[] }
  expect(Filters).toHaveLength(1)
  const pattern = Filters[0]?.Pattern ?? ''
  const { S } = (JSON.parse(pattern) as { dynamodb: { Keys: { sk: { S: { prefix: string }[] } } } }).dynamodb.Keys.sk
  const passes = (sortKey: string) => S.some(({ prefix }) => sortKey.startsWith(prefix))

  // What Lambda takes.
  expect(pattern.length).toBeLessThan(4096)
  expect(['flow', 'run|1', 'message|1', 'settings', 'user'].every(passes)).toBe(true)
  expect(['audit-record|1', 'removal|1|x', 'token|1', 'definition|1', 'name', 'upload'].some(passes)).toBe(false)
})

describe('workers', () => {
  test.each([
    {
      queue: 'steps',
      name: 'workers-Steps',
      id: 'Steps',
      batch: 10,
      most: 50,
      seconds: 90,
      memory: 1024,
      disk: undefined,
    },
    {
      queue: 'long-steps',
      name: 'workers-LongSteps',
      id: 'LongSteps',
      batch: 1,
      most: 10,
      seconds: 900,
      memory: 2048,
      disk: { Size: 10_240 },
    },
  ])('$queue are fed to a worker of their own, so many at once, and it hands back single messages', (expected) => {
    const [worker] = functionNamed(expected.name)
    expect(worker).toMatchObject({ Timeout: expected.seconds, MemorySize: expected.memory })
    expect(worker?.EphemeralStorage).toEqual(expected.disk)
    const sources = ofType('AWS::Lambda::EventSourceMapping').filter(({ EventSourceArn }) =>
      new RegExp(`FnGetAtt${expected.id}[0-9A-F]{8}Arn`).test(JSON.stringify(EventSourceArn)),
    )
    expect(sources).toMatchObject([
      {
        BatchSize: expected.batch,
        ScalingConfig: { MaximumConcurrency: expected.most },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    ])
    expect(JSON.stringify(sources[0]?.FunctionName)).toContain(expected.name.replace('-', ''))
  })

  test('the queues are as they are declared, encrypted, and say where a message goes that nobody settles', () => {
    const made = ofType('AWS::SQS::Queue')
    expect(made).toHaveLength(queues.length)
    for (const { name, visibilitySeconds, retentionDays, redrive } of queues) {
      const queue = made.find(({ QueueName }) => QueueName === name)
      expect(queue).toMatchObject({
        VisibilityTimeout: visibilitySeconds,
        MessageRetentionPeriod: retentionDays * 86_400,
        SqsManagedSseEnabled: true,
      })
      const policy = queue?.RedrivePolicy as { maxReceiveCount: number } | undefined
      expect(policy?.maxReceiveCount).toBe(redrive?.maxReceiveCount)
    }
  })

  test.each(stepQueues)('nobody else gets a message of %s while its worker may still have it', (queue) => {
    const worker = registry.functions.find(({ name }) => name === workerName(queue))
    const seconds = worker ? timeoutSecondsOf(worker) : Infinity
    expect(seconds).toBeGreaterThan(stepLimitSeconds[queue])
    expect(stepQueue(queue).visibilitySeconds).toBeGreaterThan(seconds)
  })
})

describe('the data role', () => {
  const role = () => ofType('AWS::IAM::Role').find(({ RoleName }) => JSON.stringify(RoleName).includes('sluice-data-'))

  test('is assumed by the roles of the workers only, with tags, for an hour at most, and may nothing by itself', () => {
    expect(role()?.Policies).toBeUndefined()
    expect(role()?.MaxSessionDuration).toBe(3600)
    const { Statement } = role()?.AssumeRolePolicyDocument as { Statement: Statements }
    expect(Statement.flatMap(({ Action }) => flat(Action)).sort()).toEqual(['sts:AssumeRole', 'sts:TagSession'])
    const workers = stepQueues.map((queue) => functionNamed(workerName(queue))[0]?.Role)
    const roleNames = workers.map((one) => {
      const [, id = ''] = /"Fn::GetAtt":\["([^"]+)"/.exec(JSON.stringify(one)) ?? []
      const template = readFileSync(join(folder, 'cdk.out/Sluice-Workflow.template.json'), 'utf8')
      return resolved(
        (JSON.parse(template) as { Resources: Record<string, Resource> }).Resources[id]?.Properties.RoleName,
      )
    })
    expect(roleNames).toEqual(['sluice-steps-workers-us-east-1', 'sluice-long-steps-workers-us-east-1'])
    for (const { Condition } of Statement) {
      const { ArnEquals } = Condition as { ArnEquals: { 'aws:PrincipalArn': unknown[] } }
      const arns = ArnEquals['aws:PrincipalArn'].map((one) => String(resolved(one)).split(':role/')[1])
      expect(arns).toEqual(roleNames)
    }
  })

  test('is denied everything in the product’s own bucket', () => {
    const [policy] = ofType('AWS::S3::BucketPolicy')
    const { Statement } = policy?.PolicyDocument as { Statement: (Statements[0] & { Sid?: string })[] }
    const denial = Statement.find(({ Sid }) => Sid === 'NoFlows')
    expect(denial).toMatchObject({ Effect: 'Deny', Action: 's3:*' })
    expect(JSON.stringify(denial)).toMatch(/"Principal":\{"AWS":\{"Fn::GetAtt":\["DataRole/)
    expect([denial?.Resource].flat()).toHaveLength(2)
  })
})

describe.each(registry.workflows)('the workflow $name', ({ name, tasks }) => {
  test('is a standard state machine with the file’s definition, logged and traced, that may invoke its tasks and nothing else', () => {
    const [machine] = ofType('AWS::StepFunctions::StateMachine').filter(
      (one) => one.StateMachineName === `sluice-${name}`,
    )
    expect(machine).toMatchObject({ TracingConfiguration: { Enabled: true }, LoggingConfiguration: { Level: 'ALL' } })
    expect(machine?.StateMachineType ?? 'STANDARD').toBe('STANDARD')
    expect(Object.keys(machine?.DefinitionSubstitutions as object).sort()).toEqual(Object.keys(tasks).sort())
    expect(JSON.stringify(machine?.DefinitionString)).toContain('Comment')
    const roles = ofType('AWS::IAM::Role').filter((one) =>
      JSON.stringify(one.AssumeRolePolicyDocument).includes('states.amazonaws.com'),
    )
    const [role] = roles.filter((one) => JSON.stringify(one.Policies).includes(`function:${name}-`))
    expect(
      JSON.stringify(role?.Policies)
        .match(/function:[\w-]+/g)
        ?.sort(),
    ).toEqual(
      Object.values(tasks)
        .map((task) => `function:${task}`)
        .sort(),
    )
  })
})

test('resources of an installation without a prefix have the names they have on one machine', () => {
  const { table, livenessTable, bus, bucket, scheduleGroup, secret } = localNames
  const namesOf = (type: string, property: string) => ofType(type).map((resource) => resolved(resource[property]))

  expect(namesOf('AWS::DynamoDB::GlobalTable', 'TableName')).toEqual([table, livenessTable])
  expect(namesOf('AWS::Events::EventBus', 'Name')).toEqual([bus])
  // The console's files are in one that nobody has to know.
  expect(namesOf('AWS::S3::Bucket', 'BucketName').filter(Boolean)).toEqual([bucket])
  expect(namesOf('AWS::Scheduler::ScheduleGroup', 'Name')).toEqual([scheduleGroup])
  expect(namesOf('AWS::SQS::Queue', 'QueueName').sort()).toEqual(queues.map(({ name }) => name).sort())
  expect(namesOf('AWS::IAM::Role', 'RoleName')).toContain(dataRoleArn.split('/').at(-1))
  expect(namesOf('AWS::SecretsManager::Secret', 'Name')).toEqual([secret('master-key'), secret('admin-password')])
  const machines = namesOf('AWS::StepFunctions::StateMachine', 'StateMachineName')
  expect(machines).toEqual(registry.workflows.map(({ name }) => stateMachineArn(name).split(':').at(-1)))
})

/** A name in a template, with the account and region of one machine put in. */
const resolved = (name: unknown): unknown => {
  const [separator, parts] =
    (name as { 'Fn::Join'?: [string, (string | { Ref: string })[]] } | undefined)?.['Fn::Join'] ?? []
  const values: Record<string, string> = { 'AWS::AccountId': localNames.accountId, 'AWS::Region': localNames.region }
  return parts?.map((part) => (typeof part === 'string' ? part : values[part.Ref])).join(separator) ?? name
}

test('a task with a schedule has a rule of its own, with an empty input', () => {
  const scheduled = registry.functions.flatMap((unit) =>
    unit.kind === 'task' && unit.task.schedule ? [unit.task.schedule] : [],
  )
  const rules = ofType('AWS::Events::Rule')
  const clocked = rules.filter(({ ScheduleExpression }) => ScheduleExpression !== undefined)
  expect(clocked.map(({ ScheduleExpression }) => ScheduleExpression).sort()).toEqual(scheduled.sort())
  for (const { Targets } of clocked) expect(Targets).toMatchObject([{ Input: '{}' }])
})

test('a task that declares it is run after each deployment, and no other', () => {
  const declared = registry.functions.filter((unit) => unit.kind === 'task' && unit.task.runs === 'after-deployment')
  const triggers = ofType('Custom::Trigger').map((trigger) => JSON.stringify(trigger))

  expect(declared.map(({ name }) => name)).toContain('setup-CreateAdministrator')
  expect(triggers).toHaveLength(declared.length)
  for (const { name } of declared) {
    expect(triggers.filter((trigger) => trigger.includes(name.replace('-', '')))).toHaveLength(1)
  }
})

test('the table of leases has no stream and no index', () => {
  const liveness = ofType('AWS::DynamoDB::GlobalTable').find(({ TableName }) => TableName === 'sluice-liveness')
  expect(liveness).toBeDefined()
  expect([liveness?.StreamSpecification, liveness?.GlobalSecondaryIndexes]).toEqual([undefined, undefined])
})

test('an API has no more routes than a gateway holds, and a stack no more resources than CloudFormation does', () => {
  for (const { name } of registry.dialects) {
    const template = JSON.parse(readFileSync(join(folder, `cdk.out/Sluice-${name}.template.json`), 'utf8')) as {
      Resources: Record<string, Resource>
    }
    const all = Object.values(template.Resources)
    expect(all.length).toBeLessThanOrEqual(500)
    expect(all.filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route').length).toBeLessThanOrEqual(300)
  }
})

test('the console is served over TLS with the APIs it calls on its own origin, never cached, and its own headers', () => {
  const [distribution] = ofType('AWS::CloudFront::Distribution').map(
    ({ DistributionConfig }) => DistributionConfig as Record<string, unknown>,
  )
  const [headers] = ofType('AWS::CloudFront::ResponseHeadersPolicy').map((one) => JSON.stringify(resolved(one)))
  const disabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'

  expect(distribution?.CacheBehaviors).toMatchObject(
    ['/v1/*', '/mmc/*'].map((PathPattern) => ({
      PathPattern,
      CachePolicyId: disabled,
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: expect.arrayContaining(['DELETE', 'PATCH', 'PUT']),
    })),
  )
  expect(distribution?.DefaultCacheBehavior).toMatchObject({ ViewerProtocolPolicy: 'redirect-to-https' })
  expect(headers).toContain("default-src 'none'")
  expect(headers).toContain('"FrameOption":"DENY"')
})

test('the page of every path of the console is one, and its files and the APIs are let through as they are', () => {
  const [code] = ofType('AWS::CloudFront::Function').map(({ FunctionCode }) => String(FunctionCode))
  const handle = runInNewContext(`${code}; handler`) as (event: object) => {
    uri?: string
    statusCode?: number
    headers: Record<string, { value: string }>
  }
  const asked = (uri: string) => handle({ request: { uri, headers: { host: { value: 'console.example' } } } })

  expect(['/console', '/console/', '/console/flows/a.b'].map((uri) => asked(uri).uri)).toEqual(
    Array.from({ length: 3 }, () => '/console/index.html'),
  )
  for (const uri of ['/console/assets/main-AB.js', '/v1/flows', '/mmc/api/servers'])
    expect(asked(uri)).toMatchObject({ uri, headers: { 'x-sluice-host': { value: 'console.example' } } })
  expect(asked('/')).toMatchObject({ statusCode: 302, headers: { location: { value: '/console/' } } })
})

test('every alarm names its section of the runbook, and the section is there', () => {
  const runbook = readFileSync('docs/runbook.md', 'utf8')
  const alarms = ofType('AWS::CloudWatch::Alarm')
  expect(alarms.length).toBeGreaterThan(2)
  for (const { AlarmDescription } of alarms) {
    const section = /docs\/runbook\.md#([\w-]+)/.exec(String(AlarmDescription))?.[1] ?? 'none'
    expect(runbook.toLowerCase().replaceAll(' ', '-')).toContain(`## ${section}`.replace(' ', '-'))
  }
})

test('outputs say where the APIs are, which role schedules use, and where the password is', () => {
  const app =
    readFileSync(join(folder, 'cdk.out/Sluice-Data.template.json'), 'utf8') +
    readFileSync(join(folder, 'cdk.out/Sluice-appflow.template.json'), 'utf8')
  for (const output of ['SchedulerInvokeRoleArn', 'AdministratorPasswordSecret', 'EventBusName', '"Url"'])
    expect(app).toContain(output)
})

function statementsOf(name: string): Statements {
  const [properties] = functionNamed(name)
  const role = JSON.stringify(properties?.Role)
  const [, logicalId = ''] = /"Fn::GetAtt":\["([^"]+)"/.exec(role) ?? []
  const template = ['Data', 'Workflow', ...registry.dialects.map((dialect) => dialect.name)]
    .map(
      (part) =>
        JSON.parse(readFileSync(join(folder, `cdk.out/Sluice-${part}.template.json`), 'utf8')) as {
          Resources: Record<string, Resource>
        },
    )
    .find(({ Resources }) => Object.values(Resources).some(({ Properties }) => Properties?.FunctionName === name))
  const policies = template?.Resources[logicalId]?.Properties.Policies as {
    PolicyDocument: { Statement: Statements }
  }[]
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
}

const flat = (action: string | string[]): string[] => (Array.isArray(action) ? action : [action])
const shape = ({ Action, Condition }: { Action: string | string[]; Condition?: unknown }) => {
  const keys = (Condition as Statement['Condition'])?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']
  return `${flat(Action).sort().join(',')} ${JSON.stringify(keys === undefined ? null : flat(keys).sort())}`
}
const byText = (one: string, other: string) => (one < other ? -1 : 1)
/** What may be done with each resource: a template joins statements that are alike but for their actions or resources. */
const merge = (statements: Statement[]) => {
  const groups = Map.groupBy(statements, ({ Resource, Condition }) => `${Resource} ${JSON.stringify(Condition)}`)
  return [...groups.values()].map((group) =>
    shape({ Action: group.flatMap(({ Action }) => Action), Condition: group[0]?.Condition }),
  )
}

test('archives lie in a private, encrypted, versioned bucket that tells of uploads, and drops them after a day and what runs keep after 120', () => {
  // The console's files are in one that was given no name.
  const [bucket, ...more] = ofType('AWS::S3::Bucket').filter(({ BucketName }) => BucketName)
  expect(more).toEqual([])
  expect(bucket).toMatchObject({
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    VersioningConfiguration: { Status: 'Enabled' },
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  })
  const rules = (bucket?.LifecycleConfiguration as { Rules: object[] }).Rules
  expect(rules).toContainEqual(expect.objectContaining({ Prefix: 'uploads/', ExpirationInDays: 1 }))
  expect(rules).toContainEqual(expect.objectContaining({ Prefix: 'runs/', ExpirationInDays: 120 }))
  const [rule, ...others] = ofType('AWS::Events::Rule').filter(({ EventPattern }) => EventPattern !== undefined)
  expect(others).toEqual([])
  expect(rule?.EventPattern).toMatchObject({
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: { object: { key: [{ prefix: 'uploads/' }] } },
  })
  expect(JSON.stringify(rule?.Targets)).toContain('RegisterUpload')
})
