import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, expect, test } from 'vitest'
import { NodeSha256 } from '../../lib/runtime/credentials/sigv4.ts'
import { administrator, startTestApp } from '../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const credentials = await app.keyFor(administrator)

interface Sent {
  service: string
  target?: string
  path?: string
  method?: string
  body?: string
  /** Headers that are added after signing. */
  unsigned?: Record<string, string>
}

/** A request signed by an administrator for a service, sent as it is. */
async function send({ service, target, path = '/', method = 'POST', body = '{}', unsigned = {} }: Sent) {
  const sent = method === 'GET' ? undefined : body
  const { hostname, host, port } = new URL(app.awsUrl)
  const headers = { host, 'content-type': 'application/x-amz-json-1.1', ...(target ? { 'x-amz-target': target } : {}) }
  const signer = new SignatureV4({ credentials, region: 'us-east-1', service, sha256: NodeSha256 })
  const signed = await signer.sign(
    new HttpRequest({ method, protocol: 'http:', hostname, port: Number(port), path, headers, body: sent }),
  )
  const { host: _, ...rest } = signed.headers
  const answer = await fetch(`${app.awsUrl}${path}`, {
    method,
    headers: { ...rest, ...unsigned },
    body: sent,
  })
  const text = await answer.text()
  return { status: answer.status, type: answer.headers.get('x-amzn-errortype'), text }
}

test('a header that AWS reads and that was not signed is refused', async () => {
  const answer = await send({ service: 'sqs', unsigned: { 'x-amz-target': 'DynamoDB_20120810.ListTables' } })

  expect(answer).toMatchObject({ status: 403, type: 'InvalidSignatureException' })
  expect(answer.text).not.toContain('TableNames')
})

test('a signature for one service is none for another', async () => {
  const answer = await send({ service: 'sqs', target: 'DynamoDB_20120810.ListTables' })

  expect(answer).toMatchObject({ status: 403, type: 'InvalidSignatureException' })
  expect(answer.text).toContain("scoped to correct service: 'dynamodb'")
})

const malformed: [string, Sent][] = [
  ['a body that is no JSON', { service: 'events', target: 'AWSEvents.PutRule', body: '{' }],
  ['a body that is a list', { service: 'events', target: 'AWSEvents.PutRule', body: '[]' }],
  ['a number for a name', { service: 'events', target: 'AWSEvents.PutRule', body: '{"Name":1}' }],
  ['targets that are none', { service: 'events', target: 'AWSEvents.PutTargets', body: '{"Rule":"x","Targets":[1]}' }],
  ['targets that are no list', { service: 'events', target: 'AWSEvents.PutTargets', body: '{"Targets":{}}' }],
  ['entries that are none', { service: 'events', target: 'AWSEvents.PutEvents', body: '{"Entries":[null]}' }],
  [
    'a time out of range',
    {
      service: 'events',
      target: 'AWSEvents.PutEvents',
      body: '{"Entries":[{"Source":"s","DetailType":"d","Detail":"{}","Time":1e300}]}',
    },
  ],
  ['a prefix that is no text', { service: 'events', target: 'AWSEvents.ListRules', body: '{"NamePrefix":{}}' }],
  ['a queue that is no text', { service: 'sqs', target: 'AmazonSQS.SendMessage', body: '{"QueueUrl":[]}' }],
  [
    'a machine that is no text',
    { service: 'states', target: 'AWSStepFunctions.StartExecution', body: '{"stateMachineArn":7}' },
  ],
  [
    'an output that is no JSON',
    { service: 'states', target: 'AWSStepFunctions.SendTaskSuccess', body: '{"taskToken":"t","output":"{"}' },
  ],
  [
    'a secret that is no text',
    { service: 'secretsmanager', target: 'secretsmanager.GetSecretValue', body: '{"SecretId":{}}' },
  ],
  ['a function name that cannot be decoded', { service: 'lambda', path: '/2015-03-31/functions/%ff/invocations' }],
  [
    'a payload that is no JSON',
    { service: 'lambda', path: '/2015-03-31/functions/control-GetHealth/invocations', body: '{' },
  ],
  ['a schedule name that cannot be decoded', { service: 'scheduler', path: '/schedules/%ff', method: 'GET' }],
  [
    'a schedule that is none',
    { service: 'scheduler', path: '/schedules/x', body: '{"Target":1,"ScheduleExpression":{}}' },
  ],
  [
    'a schedule group that is no text',
    { service: 'scheduler', path: '/schedules/x', body: '{"GroupName":{},"ScheduleExpression":"rate(1 day)"}' },
  ],
]

test.each(malformed)('%s is the caller’s error, and nothing of the inside is shown', async (_case, sent) => {
  const answer = await send(sent)

  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.status).toBeLessThan(500)
  expect(answer.type).not.toBe('InvalidSignatureException')
  expect(answer.text).not.toMatch(/TypeError|RangeError|URIError|undefined/)
})
