import {
  EventBridgeClient,
  DeleteRuleCommand,
  ListRulesCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import {
  DescribeFlowCommand,
  DescribeFlowExecutionRecordsCommand,
  StartFlowCommand,
  type AppflowClient,
} from '@aws-sdk/client-appflow'
import { DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrator, password, startTestApp, type TestApp } from '../_harness/app.ts'
import { testClock } from '../_harness/clock.ts'
import { createFlow, refusal, scheduled } from '../_harness/flows.ts'

let app: TestApp
let appflow: AppflowClient
// Moved by less than a quarter of an hour in all: clients sign by the wall clock.
const timers = testClock()
const config = {
  region: 'us-east-1',
  endpoint: '',
  maxAttempts: 1,
  credentials: { accessKeyId: '', secretAccessKey: '' },
}
beforeAll(async () => {
  app = await startTestApp({ timers })
  appflow = await app.appflowFor()
  Object.assign(config, { endpoint: app.awsUrl, credentials: await app.keyFor(administrator) })
})
afterAll(() => app.stop())

const arn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`
const statusOf = async (flowName: string) => (await appflow.send(new DescribeFlowCommand({ flowName }))).flowStatus
const active = async (name: string, overrides = {}) => {
  await createFlow(appflow, name, overrides)
  await appflow.send(new StartFlowCommand({ flowName: name }))
}

describe('Lambda', () => {
  const invoke = (FunctionName: string, payload: unknown, more = {}) =>
    new LambdaClient(config).send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)), ...more }),
    )

  test('an operation is invoked with its flat input, by name or ARN', async () => {
    await active('invoked')

    const answer = await invoke(arn('appflow-StopFlow'), { flowName: 'invoked' })

    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({ flowStatus: 'Suspended' })
    expect(answer.FunctionError).toBeUndefined()
    expect(await statusOf('invoked')).toBe('Suspended')
  })

  test('a refusal arrives as the dialect’s error', async () => {
    const answer = await invoke('appflow-StopFlow', { flowName: 'nowhere' })

    expect(answer.FunctionError).toBe('Unhandled')
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({
      errorType: 'ResourceNotFoundException',
      errorMessage: 'There is no flow named nowhere.',
    })
  })

  test('an event is accepted at once and run', async () => {
    await active('later')

    expect((await invoke('appflow-StopFlow', { flowName: 'later' }, { InvocationType: 'Event' })).StatusCode).toBe(202)
    await app.settled()

    expect(await statusOf('later')).toBe('Suspended')
  })

  test('a failing event is tried again after one and two minutes, then put on the dead-letter queue', async () => {
    await invoke('appflow-StopFlow', { flowName: 'never' }, { InvocationType: 'Event' })
    await app.settled()
    await createFlow(appflow, 'never')
    timers.advance(60)
    await app.settled()
    timers.advance(120)
    await app.settled()

    const { Messages = [] } = await new SQSClient(config).send(
      new ReceiveMessageCommand({
        QueueUrl: `${app.awsUrl}/000000000000/sluice-dead-letters`,
        MaxNumberOfMessages: 10,
      }),
    )
    const bodies = Messages.map(({ Body = '{}' }) => JSON.parse(Body) as object)
    expect(bodies).toContainEqual({
      version: '1.0',
      timestamp: expect.any(String),
      requestContext: {
        requestId: expect.any(String),
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:appflow-StopFlow:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { flowName: 'never' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: {
        errorType: expect.any(String),
        errorMessage: expect.any(String),
        trace: expect.any(Array),
      },
    })
  })

  test('an unknown function is not found', async () => {
    expect(await refusal(invoke('appflow-Fly', {}))).toMatchObject({ name: 'ResourceNotFoundException', status: 404 })
  })
})

describe('EventBridge', () => {
  const bus = () => new EventBridgeClient(config)

  test('a rule with a pattern gives its targets their constant input', async () => {
    await active('ruled')
    await bus().send(
      new PutRuleCommand({
        Name: 'on-demo',
        EventPattern: JSON.stringify({ source: ['demo'], detail: { level: [{ numeric: ['>', 3] }] } }),
      }),
    )
    await bus().send(
      new PutTargetsCommand({
        Rule: 'on-demo',
        Targets: [{ Id: '1', Arn: arn('appflow-StopFlow'), Input: '{"flowName":"ruled"}' }],
      }),
    )
    const put = (level: number) =>
      bus().send(
        new PutEventsCommand({ Entries: [{ Source: 'demo', DetailType: 'x', Detail: JSON.stringify({ level }) }] }),
      )

    await put(3)
    await app.settled()
    expect(await statusOf('ruled')).toBe('Active')
    await put(4)
    await app.settled()
    expect(await statusOf('ruled')).toBe('Suspended')
  })

  test('a flow’s own event on the product’s bus can set another flow off', async () => {
    await active('upstream')
    await createFlow(appflow, 'downstream')
    const pattern = {
      source: ['sluice'],
      'detail-type': ['flow.stopped'],
      detail: { flowName: ['upstream'], by: ['admin'], to: ['inactive'] },
    }
    await bus().send(
      new PutRuleCommand({ Name: 'chain', EventBusName: 'sluice', EventPattern: JSON.stringify(pattern) }),
    )
    await bus().send(
      new PutTargetsCommand({
        Rule: 'chain',
        EventBusName: 'sluice',
        // What is due once is asked for by the event's own id.
        Targets: [
          {
            Id: '1',
            Arn: arn('appflow-StartFlow'),
            InputTransformer: {
              InputPathsMap: { id: '$.id', nothing: '$.detail.nothing' },
              InputTemplate: '{"flowName":"downstream<nothing>","clientToken":<id>}',
            },
          },
        ],
      }),
    )

    const { StopFlowCommand } = await import('@aws-sdk/client-appflow')
    await appflow.send(new StopFlowCommand({ flowName: 'upstream' }))
    await app.settled()

    expect(await statusOf('downstream')).toBe('Active')
  })

  test('a rule with a schedule fires when it is due, until it is removed', async () => {
    await active('minutely')
    await bus().send(new PutRuleCommand({ Name: 'each-minute', ScheduleExpression: 'rate(1 minute)' }))
    await bus().send(
      new PutTargetsCommand({
        Rule: 'each-minute',
        Targets: [{ Id: '1', Arn: arn('appflow-StopFlow'), Input: '{"flowName":"minutely"}' }],
      }),
    )

    timers.advance(59)
    await app.settled()
    expect(await statusOf('minutely')).toBe('Active')
    timers.advance(1)
    // The rule is read again before its targets are invoked.
    await expect.poll(async () => (await app.settled(), statusOf('minutely'))).toBe('Suspended')

    expect(await refusal(bus().send(new DeleteRuleCommand({ Name: 'each-minute' })))).toMatchObject({
      name: 'ValidationException',
    })
    await bus().send(new RemoveTargetsCommand({ Rule: 'each-minute', Ids: ['1'] }))
    await bus().send(new DeleteRuleCommand({ Name: 'each-minute' }))
    expect((await bus().send(new ListRulesCommand({}))).Rules?.map(({ Name }) => Name)).not.toContain('each-minute')
  })

  test('bad patterns, schedules and targets are refused', async () => {
    const put = (rule: object) => refusal(bus().send(new PutRuleCommand({ Name: 'bad', ...rule })))
    expect(await put({ EventPattern: '{"source":"text"}' })).toMatchObject({ name: 'InvalidEventPatternException' })
    expect(await put({ EventPattern: '{"source":[{"like":"x"}]}' })).toMatchObject({
      name: 'InvalidEventPatternException',
    })
    expect(await put({ ScheduleExpression: 'rate(1 minutes)' })).toMatchObject({ name: 'ValidationException' })
    await bus().send(new PutRuleCommand({ Name: 'good', EventPattern: '{"source":["x"]}' }))
    const targets = await bus().send(
      new PutTargetsCommand({
        Rule: 'good',
        Targets: [
          { Id: '1', Arn: arn('nothing') },
          { Id: '2', Arn: 'arn:aws:sqs:us-east-1:000000000000:q' },
          { Id: '3', Arn: arn('appflow-StartFlow'), RetryPolicy: { MaximumRetryAttempts: 0 } },
          { Id: '4', Arn: arn('appflow-StartFlow'), InputTransformer: { InputTemplate: '{"flowName":' } },
        ],
      }),
    )
    expect(targets.FailedEntries?.map(({ TargetId, ErrorMessage }) => [TargetId, ErrorMessage])).toEqual([
      ['1', expect.stringContaining('There is no function')],
      ['2', expect.stringContaining('Targets are functions')],
      ['3', 'RetryPolicy is not supported on one machine.'],
      ['4', expect.stringContaining('InputTemplate is not JSON')],
    ])
  })
})

describe('Scheduler', () => {
  const scheduler = () => new SchedulerClient(config)
  const create = (Name: string, ScheduleExpression: string, more = {}) =>
    scheduler().send(
      new CreateScheduleCommand({
        Name,
        ScheduleExpression,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: arn('appflow-StopFlow'),
          RoleArn: 'arn:aws:iam::000000000000:role/x',
          Input: '{"flowName":"planned"}',
        },
        ...more,
      }),
    )

  test('a one-time schedule stops a flow at its time, in its zone', async () => {
    await active('planned')
    const inOneMinute = new Date(timers.now().getTime() + 60_000)
    const local = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo', dateStyle: 'short', timeStyle: 'medium' })
      .format(inOneMinute)
      .replace(' ', 'T')

    await create('once', `at(${local})`, { ScheduleExpressionTimezone: 'Asia/Tokyo' })
    timers.advance(50)
    await app.settled()
    expect(await statusOf('planned')).toBe('Active')
    timers.advance(10)
    await expect.poll(async () => (await app.settled(), statusOf('planned'))).toBe('Suspended')
  })

  test('schedules are described, listed and deleted', async () => {
    await create('kept', 'cron(0 9 ? * MON-FRI *)')

    expect(await scheduler().send(new GetScheduleCommand({ Name: 'kept' }))).toMatchObject({
      ScheduleExpression: 'cron(0 9 ? * MON-FRI *)',
      State: 'ENABLED',
    })
    expect(await refusal(create('kept', 'rate(1 day)'))).toMatchObject({ name: 'ConflictException', status: 409 })
    await scheduler().send(new DeleteScheduleCommand({ Name: 'kept' }))
    expect(await refusal(scheduler().send(new GetScheduleCommand({ Name: 'kept' })))).toMatchObject({
      name: 'ResourceNotFoundException',
      status: 404,
    })
    for (const expression of ['rate(5minutes)', 'cron(0 9 * * * *)', 'at(tomorrow)']) {
      expect(await refusal(create('bad', expression))).toMatchObject({ name: 'ValidationException', status: 400 })
    }
  })

  test.each([
    ['a month 13', 'at(2030-13-01T00:00:00)', {}],
    ['a 30th of February', 'at(2030-02-30T00:00:00)', {}],
    ['a start that is no time', 'rate(1 minute)', { StartDate: new Date(8.64e15) }],
    [
      'an end before its start',
      'rate(1 minute)',
      { StartDate: new Date('2100-01-02'), EndDate: new Date('2100-01-01') },
    ],
    ['a rate longer than a century', 'rate(999999999 days)', {}],
    ['a cron Scheduler does not document', 'cron(0 9 ? * MON/2 *)', {}],
    ['a cron that is never due', 'cron(0 0 31 2 ? *)', {}],
    ['a zone that is none', 'rate(1 minute)', { ScheduleExpressionTimezone: 'Europe/Nowhere' }],
  ])('a schedule nobody can arm is refused and not kept: %s', async (_what, expression, more) => {
    expect(await refusal(create('unarmed', expression, more))).toMatchObject({
      name: 'ValidationException',
      status: 400,
    })
    expect(await refusal(scheduler().send(new GetScheduleCommand({ Name: 'unarmed' })))).toMatchObject({ status: 404 })
  })

  test('a name that no schedule can have is refused, whatever is asked of it', async () => {
    for (const Name of ['x'.repeat(2000), 'a b', '%']) {
      const asked = [new GetScheduleCommand({ Name }), new DeleteScheduleCommand({ Name })]
      for (const one of asked) {
        expect(await refusal(scheduler().send(one))).toMatchObject({ status: 400 })
      }
    }
  })

  test('a scheduled flow is run each time it is due, and no more once it is stopped', async () => {
    await active('ticking', scheduled('rate(1minute)'))
    await app.settled()
    const listed = await scheduler().send(new ListSchedulesCommand({ GroupName: 'sluice-flows' }))
    expect(listed.Schedules).toHaveLength(1)
    const dueTimes = async () => {
      await app.settled()
      const { flowExecutions = [] } = await appflow.send(
        new DescribeFlowExecutionRecordsCommand({ flowName: 'ticking' }),
      )
      return flowExecutions.map(({ startedAt }) => startedAt?.getTime() ?? 0).sort()
    }

    timers.advance(60)
    await expect.poll(dueTimes).toHaveLength(1)
    timers.advance(60)
    await expect.poll(dueTimes).toHaveLength(2)
    const [first = 0, second = 0] = await dueTimes()
    expect(second - first).toBe(60_000)

    const { StopFlowCommand } = await import('@aws-sdk/client-appflow')
    await appflow.send(new StopFlowCommand({ flowName: 'ticking' }))
    await app.settled()
    timers.advance(180)
    expect(await dueTimes()).toEqual([first, second])
  })
})

describe('who may', () => {
  test('an administrator’s key opens the endpoints, another tenant’s and a lesser one do not', async () => {
    const secrets = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
      new SecretsManagerClient({ ...config, credentials }).send(
        new GetSecretValueCommand({ SecretId: 'sluice/admin-password' }),
      )

    expect((await secrets(config.credentials)).SecretString).toBe(password)
    for (const user of [
      { name: 'owner', tenant: 'acme' },
      { name: 'reader', permissions: ['flows.read'] },
    ]) {
      expect(await refusal(secrets(await app.keyFor(user)))).toMatchObject({
        name: 'AccessDeniedException',
        status: 403,
      })
    }
    expect(await refusal(secrets({ accessKeyId: 'SLCEAAAAAAAAAAAAAAAA', secretAccessKey: 'x' }))).toMatchObject({
      name: 'UnrecognizedClientException',
    })
    expect(await refusal(secrets({ ...config.credentials, secretAccessKey: 'x' }))).toMatchObject({
      name: 'InvalidSignatureException',
    })
  })

  test('a function may do what its effects say and nothing else, down to the keys it touches', async () => {
    const credentials = app.functions.credentialsOf('appflow-DescribeFlow')
    const dynamo = new DynamoDBClient({ ...config, credentials })
    const get = (pk: string, sk: string) =>
      dynamo.send(new GetItemCommand({ TableName: 'sluice', Key: { pk: { S: pk }, sk: { S: sk } } }))

    await expect(get('default|flow|x', 'flow')).resolves.toBeDefined()
    const denied = await refusal(get('default|login-attempts|admin', 'login-attempts'))
    expect(denied).toMatchObject({ name: 'AccessDeniedException' })
    expect(denied.message).toContain(
      'function/appflow-DescribeFlow is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/sluice',
    )
    expect(await refusal(dynamo.send(new ScanCommand({ TableName: 'sluice' })))).toMatchObject({
      name: 'AccessDeniedException',
    })
  })
})
