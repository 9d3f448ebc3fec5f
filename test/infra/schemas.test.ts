import { beforeAll, expect, test } from 'vitest'
import { loadRegistry } from '../../lib/inventory/registry.ts'
import { complaintsOf } from '../_harness/cloudformation.ts'
import { arnsOf, complaintsAgainst, statementsOf } from '../_harness/iam.ts'
import { synthesize, type Synthesis } from '../_harness/synthesis.ts'

/** What CloudFormation and IAM would say, from AWS's own descriptions of both, without an account. */
let synthesis: Synthesis
beforeAll(async () => {
  synthesis = await synthesize(await loadRegistry(), { retain: 'false', alarmEmail: 'ops@example.com' })
}, 300_000)

test('every resource is of a type there is and has the properties of it, each with a value of its type', () => {
  const complaints = Object.values(synthesis.stacks).flatMap((resources) =>
    Object.entries(resources).flatMap(([id, resource]) => complaintsOf(id, resource)),
  )
  expect(complaints).toEqual([])
})

test('every action of every policy exists, is for the resources it is allowed on, and has its condition keys', async () => {
  // The toolkit's own function that copies files to a bucket has actions with wildcards, which are not ours to write.
  const own = statementsOf(synthesis).filter(({ at }) => !at.includes(' CustomCDKBucketDeployment'))
  const complaints = await Promise.all(
    own.map(async ({ at, stack, statement }) => {
      const found = await complaintsAgainst(statement, arnsOf(synthesis, stack, statement.Resource))
      return found.map((complaint) => `${at}: ${complaint}`)
    }),
  )
  expect(complaints.flat()).toEqual([])
})

test.each([
  ['a type there is not', { Type: 'AWS::SQS::Cue', Properties: {} }, 'x: there is no type AWS::SQS::Cue'],
  ['a misspelled property', { Type: 'AWS::SQS::Queue', Properties: { QueueNam: 'q' } }, 'there is no QueueNam'],
  ['a value of another type', { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 'ten' } }, '"ten" is no integer'],
  ['a property that is missing', { Type: 'AWS::Lambda::Function', Properties: { Code: {} } }, 'Role is missing'],
  [
    'a misspelled property further in',
    {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: 'f', Qualifier: '1', DestinationConfig: { OnFail: {} } },
    },
    'there is no OnFail',
  ],
])('%s is told', (_what, resource, complaint) => {
  expect(complaintsOf('x', resource).join()).toContain(complaint)
})

const table = 'arn:*:dynamodb:*:*:table/sluice'
test.each([
  ['a misspelled action', { Action: 'dynamodb:GetItems' }, table, 'there is no action dynamodb:GetItems'],
  ['an action of a service there is not', { Action: 'dynamo:GetItem' }, table, 'there is no action dynamo:GetItem'],
  ['an action for other resources', { Action: 'sqs:SendMessage' }, table, `sqs:SendMessage is not for ${table}`],
  ['an action on everything that could name its resources', { Action: ['sqs:SendMessage'] }, '*', 'could be named'],
  ['a resource of an action that has none', { Action: 'xray:PutTraceSegments' }, table, 'takes no resource'],
  [
    'a condition key of another action',
    { Action: 'dynamodb:GetItem', Condition: { StringEquals: { 'iam:PassedToService': 'x' } } },
    table,
    'has no condition key iam:PassedToService',
  ],
])('%s is told', async (_what, statement, arn, complaint) => {
  expect((await complaintsAgainst(statement, [arn])).join()).toContain(complaint)
})
