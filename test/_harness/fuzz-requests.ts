import { METHODS } from 'node:http'
import fc from 'fast-check'
import { names } from '../../lib/local/names.ts'
import { functionName, queryOf, type Operation } from '../../lib/runtime/declarations/operation.ts'
import type { Registry } from '../../lib/inventory/registry.ts'
import { requestOf, type Fixtures } from './fixtures.ts'
import { bodyOf, brokenCredentials, mutated, oddHeaders, oddQuery, oddSegment, signedQuery } from './fuzz-values.ts'

/** A request as it goes over the wire. `sign` is the service it is signed for, where there are keys. */
export interface FuzzRequest {
  port: 'api' | 'aws'
  /** The route it is meant for, in reports. */
  route: string
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer
  sign?: string
}

/** What valid requests are made with: ids that are there, and credentials by the dialect's way to authenticate. */
export interface Known {
  fixtures: Fixtures
  headersOf: (operation: Operation) => Record<string, string>
}

const membersIn = (path: string) => [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, member = '']) => member)
const shapeOf = ({ input }: Operation): string[] =>
  Object.keys((input._zod.def as unknown as { shape?: Record<string, unknown> }).shape ?? {})

/** Requests to each route there is, most of them nearly right. */
export function apiRequests({ operations, routes }: Registry, known: Known | undefined): fc.Arbitrary<FuzzRequest> {
  const byName = new Map(
    operations.map(({ operation }) => [functionName(operation.dialect.name, operation.name), operation]),
  )
  const one = routes.flatMap((route) => {
    const operation = byName.get(route.functionName)
    if (!operation) return []
    const example = requestOf(operation, known?.fixtures)
    const inPath = membersIn(route.path)
    const inQuery = queryOf(operation).map(([member]) => member)
    const inBody = shapeOf(operation).filter((member) => !inPath.includes(member) && !inQuery.includes(member))
    const sample = Object.fromEntries(inBody.map((member) => [member, example[member] ?? 'x']))
    const segment = (member: string) =>
      fc.oneof(
        { weight: 4, arbitrary: fc.constant(encodeURIComponent((example[member] as string | undefined) ?? 'x')) },
        oddSegment,
      )
    const path = fc.oneof(
      {
        weight: 9,
        arbitrary: fc
          .record(Object.fromEntries(inPath.map((member) => [member, segment(member)])))
          .map((given: Record<string, string>) =>
            route.path.replaceAll(/\{(\w+)\+?\}/g, (_, member: string) => given[member] ?? ''),
          ),
      },
      fc
        .tuple(fc.constantFrom('', '/', '//', '/..', '/%2e%2e'), fc.array(oddSegment, { maxLength: 3 }))
        .map(([between, more]) => `${route.dialect.basePath}${between}/${more.join('/')}`),
      fc.constantFrom(
        `${route.path}/`,
        route.path.toUpperCase(),
        route.path.replace('/', '//'),
        route.path.replace('/mmc/', '/mmc-3.7.0/'),
      ),
    )
    const query = fc
      .tuple(
        fc.record(Object.fromEntries(inQuery.map((member) => [member, oddSegment])), { requiredKeys: [] }),
        fc.oneof({ weight: 3, arbitrary: fc.constant('') }, oddQuery, signedQuery),
      )
      .map(([given, more]) =>
        [...Object.entries(given).map(([name, value]) => `${name}=${String(value)}`), more].filter(Boolean).join('&'),
      )
    const credentials = fc.oneof(
      { weight: known ? 12 : 1, arbitrary: fc.constant(known?.headersOf(operation) ?? {}) },
      brokenCredentials.map((authorization) => ({ authorization })),
    )
    const sign = known && operation.dialect.authentication === 'sigv4' ? operation.dialect.name : undefined
    const body = mutated(sample).chain(bodyOf)
    const method = fc.oneof({ weight: 9, arbitrary: fc.constant(route.method) }, fc.constantFrom(...METHODS))
    return [
      fc
        .tuple(method, path, query, credentials, oddHeaders, body)
        .map(([verb, at, search, who, odd, { body: bytes, headers }]): FuzzRequest => ({
          port: 'api',
          route: `${route.method} ${route.path}`,
          method: verb === 'CONNECT' ? 'GET' : verb,
          path: search ? `${at}?${search}` : at,
          headers: { ...odd, ...headers, ...who },
          body: bytes,
          sign: who.authorization === undefined ? sign : undefined,
        })),
    ]
  })
  return fc.oneof(...one)
}

const targets: Record<string, { sign: string; actions: string[] }> = {
  AWSEvents: {
    sign: 'events',
    actions: ['PutRule', 'PutTargets', 'RemoveTargets', 'DeleteRule', 'ListRules', 'PutEvents'],
  },
  AWSStepFunctions: {
    sign: 'states',
    actions: ['StartExecution', 'DescribeExecution', 'ListExecutions', 'SendTaskSuccess', 'SendTaskFailure'],
  },
  AmazonSQS: {
    sign: 'sqs',
    actions: [
      'GetQueueUrl',
      'CreateQueue',
      'SetQueueAttributes',
      'SendMessage',
      'SendMessageBatch',
      'ReceiveMessage',
      'DeleteMessage',
      'StartMessageMoveTask',
      'Nothing',
    ],
  },
  secretsmanager: { sign: 'secretsmanager', actions: ['GetSecretValue', 'PutSecretValue', '__proto__'] },
  DynamoDB_20120810: { sign: 'dynamodb', actions: ['GetItem', 'Query', 'ListTables', 'DescribeTable'] },
}
/** Members that some service takes, with values that are nearly right. */
const awsSample = {
  Name: 'fuzz',
  EventBusName: 'default',
  EventPattern: '{"source":["x",{"prefix":"y"},{"wildcard":"a*"}]}',
  ScheduleExpression: 'rate(1 day)',
  ScheduleExpressionTimezone: 'Europe/Berlin',
  StartDate: 4e9,
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:control-GetHealth', RoleArn: 'x', Input: '{}' },
  Rule: 'fuzz',
  Targets: [{ Id: '1', Arn: 'arn:aws:lambda:us-east-1:000000000000:function:control-GetHealth', Input: '{}' }],
  Ids: ['1'],
  Entries: [{ Source: 'x', DetailType: 'y', Detail: '{}', EventBusName: 'default', Time: 1e9 }],
  TableName: 'sluice',
  Key: { pk: { S: 'a' }, sk: { S: 'b' } },
  SecretId: 'none',
  QueueName: 'sluice-dead-letters',
  QueueUrl: 'http://127.0.0.1/000000000000/sluice-dead-letters',
  Attributes: { VisibilityTimeout: '1', RedrivePolicy: '{}' },
  ReceiptHandle: 'eA',
  MessageBody: 'x',
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:sluice-roll-cluster',
  input: '{}',
  taskToken: 'x',
}

/** Requests to the AWS port: each service there is, most of them nearly right, signed where there are keys. */
export function awsRequests({ functions }: Registry, isSigned: boolean): fc.Arbitrary<FuzzRequest> {
  const request = (
    route: fc.Arbitrary<string>,
    sign: string,
    method: fc.Arbitrary<string>,
    path: fc.Arbitrary<string>,
    sample: unknown = awsSample,
    more: (route: string) => Record<string, string> = () => ({}),
  ) =>
    fc
      .tuple(
        route,
        method,
        path,
        oddQuery,
        oddHeaders,
        mutated(sample).chain(bodyOf),
        brokenCredentials,
        fc.integer({ min: 0, max: 9 }),
      )
      .map(([of, verb, at, query, odd, { body, headers }, authorization, dice]): FuzzRequest => ({
        port: 'aws',
        route: `${sign} ${of}`,
        method: verb,
        path: dice % 3 === 0 && query ? `${at}?${query}` : at,
        headers: { ...odd, ...headers, ...more(of), ...(isSigned && dice > 0 ? {} : { authorization }) },
        body,
        sign: isSigned && dice > 0 ? sign : undefined,
      }))
  const verbs = fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD')
  const post = fc.oneof({ weight: 9, arbitrary: fc.constant('POST') }, verbs)
  const json = Object.entries(targets).map(([prefix, { sign, actions }]) =>
    request(fc.constantFrom(...actions), sign, post, fc.constant('/'), awsSample, (action) => ({
      'x-amz-target': `${prefix}.${action}`,
    })),
  )
  const named = (prefix: string, ends: string, known: readonly string[]) =>
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, oddSegment).map((name) => `${prefix}${name}${ends}`)
  const invocations = functions.flatMap((unit) => {
    if (unit.kind !== 'operation') return []
    const path = named('/2015-03-31/functions/', '/invocations', [unit.name])
    return [request(fc.constant(unit.name), 'lambda', post, path, requestOf(unit.operation))]
  })
  return fc.oneof(
    ...json,
    request(fc.constant('schedule'), 'scheduler', verbs, named('/schedules/', '', ['fuzz', ''])),
    request(
      fc.constant('bucket'),
      's3',
      verbs,
      named('/', '', ['fuzz', 'fuzz?policy', 'fuzz?delete', 'fuzz?location', 'fuzz/key']),
    ),
    request(fc.constant('role'), 'sts', post, fc.constant('/')),
    request(fc.constant('object'), 's3', verbs, named(`/${names.bucket}/`, '', ['fuzz', 'uploads/a/b', ''])),
    { weight: 4, arbitrary: fc.oneof(...invocations) },
  )
}
