import { GetQueueAttributesCommand, CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { HttpResponse } from '@smithy/protocol-http'
import { afterAll, describe, expect, test } from 'vitest'
import type { StepQueue } from '../../lib/core/runs/queue.ts'
import { effectsPolicy } from '../../lib/inventory/effects-policy.ts'
import stepQueues, { type StepEntry } from '../../lib/runtime/capabilities/step-queues.ts'
import { hideMessage } from '../../lib/runtime/capabilities/step-receipts.ts'
import { services, type Environment } from '../../lib/runtime/invocation/context.ts'
import { isRetryable } from '../../lib/runtime/invocation/outages.ts'
import { administrator, startTestApp } from '../_harness/app.ts'
import { testClock } from '../_harness/clock.ts'

/** Against queues of the test's own, which no worker reads. */
const clock = testClock()
const app = await startTestApp({ timers: clock })
afterAll(() => app.stop())
const credentials = await app.keyFor(administrator)
const client = { endpoint: app.awsUrl, region: 'us-east-1', credentials }
const sqs = new SQSClient(client)
const make = async (QueueName: string) => (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? ''
const urls: Record<StepQueue, string> = { steps: await make('mine'), 'long-steps': await make('mine-long') }
const env = { ...client, stepsQueueUrl: urls.steps, longStepsQueueUrl: urls['long-steps'] } as unknown as Environment
const sendWith = (told: Environment, entries: StepEntry[]) => stepQueues.relay(services(told, [])).sendSteps(entries)

async function received(queue: StepQueue) {
  const command = { QueueUrl: urls[queue], MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const] }
  return (await sqs.send(new ReceiveMessageCommand(command))).Messages ?? []
}
async function counts(queue: StepQueue) {
  const command = new GetQueueAttributesCommand({ QueueUrl: urls[queue], AttributeNames: ['All'] })
  const { Attributes = {} } = await sqs.send(command)
  return [Attributes.ApproximateNumberOfMessages, Attributes.ApproximateNumberOfMessagesDelayed].map(Number)
}

describe('what is sent', () => {
  test('goes to its queue, in the group and after the delay it has, however many there are', async () => {
    const many = Array.from({ length: 23 }, (_, at) => ({ queue: 'steps' as const, body: `s${at}`, groupId: 'acme' }))
    await sendWith(env, [
      ...many,
      { queue: 'long-steps', body: 'long', groupId: 'other' },
      { queue: 'long-steps', body: 'later', groupId: 'other', delaySeconds: 900 },
    ])
    expect([await counts('steps'), await counts('long-steps')]).toEqual([
      [23, 0],
      [1, 1],
    ])
    expect(await received('long-steps')).toMatchObject([{ Body: 'long', Attributes: { MessageGroupId: 'other' } }])
    clock.advance(900)
    expect((await received('long-steps')).map(({ Body }) => Body)).toContain('later')
  })

  test('is refused for good where the entry is at fault, and nothing is sent of nothing', async () => {
    await sendWith(env, [])
    const error: unknown = await sendWith(env, [{ queue: 'steps', body: 'x', groupId: 'a b' }]).catch((one) => one)
    expect([isRetryable(error), String(error)]).toEqual([false, expect.stringContaining('MessageGroupId')])
  })

  test('comes again when the queue did not take all of it', async () => {
    const answer = { Successful: [], Failed: [{ Id: '0', SenderFault: false, Code: 'Full', Message: 'Try later.' }] }
    const requestHandler = {
      handle: async () => ({
        response: new HttpResponse({
          statusCode: 200,
          headers: { 'content-type': 'application/x-amz-json-1.0' },
          body: Buffer.from(JSON.stringify(answer)),
        }),
      }),
    }
    const told = { ...env, requestHandler } as unknown as Environment
    const error: unknown = await sendWith(told, [{ queue: 'steps', body: 'x', groupId: 'a' }]).catch((one) => one)
    expect([isRetryable(error), String(error)]).toEqual([true, 'Full: Try later.'])
  })
})

test('a message that is hidden comes again after so many seconds', async () => {
  await sendWith(env, [{ queue: 'long-steps', body: 'hidden', groupId: 'hide' }])
  const find = async () => (await received('long-steps')).find(({ Body }) => Body === 'hidden')
  const message = await find()
  await hideMessage(env, 'long-steps', message?.ReceiptHandle ?? '', 16)
  clock.advance(15)
  expect(await find()).toBeUndefined()
  clock.advance(1)
  expect(await find()).toBeDefined()
})

test('who sends may send to both queues, and a worker only work off its own', () => {
  const policy = (effects: Parameters<typeof effectsPolicy>[0]) =>
    effectsPolicy(effects, (resource) => resource).map(({ Action, Resource }) => [Resource, ...Action])
  expect(policy({ sendsSteps: true })).toEqual([
    ['queue:steps', 'sqs:SendMessage'],
    ['queue:long-steps', 'sqs:SendMessage'],
  ])
  expect(policy({ worksOn: ['steps'] })).toEqual([
    ['queue:steps', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
  ])
})
