import { setImmediate as turn } from 'node:timers/promises'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  type ReceiveMessageCommandInput,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { SQSEvent } from 'aws-lambda'
import { relayName } from '../../lib/runtime/declarations/relay.ts'
import { startQueuePoller, type QueuePollerOptions } from '../../lib/local/queue-poller.ts'
import { administrator, startTestApp, type TestApp } from '../_harness/app.ts'
import { testClock } from '../_harness/clock.ts'
import { temporaryFolder } from '../_harness/process.ts'

/** The local SQS as the real client sees it, on a clock of the test's own. */
const clock = testClock()
const app = await startTestApp({ timers: clock })
afterAll(() => app.stop())
const clientOf = (of: TestApp, credentials: { accessKeyId: string; secretAccessKey: string }) =>
  new SQSClient({ endpoint: of.awsUrl, region: 'us-east-1', credentials, maxAttempts: 1 })
const sqs = clientOf(app, await app.keyFor(administrator))

let made = 0
let QueueUrl = ''
let name = ''
const makeQueue = async (Attributes: Record<string, string> = {}, client = sqs) => {
  name = `q-${++made}`
  QueueUrl = (await client.send(new CreateQueueCommand({ QueueName: name, Attributes }))).QueueUrl ?? ''
  return QueueUrl
}
const arnOf = (queue: string) => `arn:aws:sqs:us-east-1:000000000000:${queue}`
const send = (MessageBody: string, more: object = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }))
const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) => {
  const command = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const], ...more }
  return (await sqs.send(new ReceiveMessageCommand(command))).Messages ?? []
}
const bodies = async (more: Partial<ReceiveMessageCommandInput> = {}) => (await receive(more)).map(({ Body }) => Body)
const counts = async (url = QueueUrl) => {
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] })
  const { Attributes = {} } = await sqs.send(command)
  return [
    Attributes.ApproximateNumberOfMessages,
    Attributes.ApproximateNumberOfMessagesNotVisible,
    Attributes.ApproximateNumberOfMessagesDelayed,
  ].map(Number)
}
beforeEach(async () => void (await makeQueue()))

test('a message is received with its attributes, hidden for its visibility timeout, and gone when deleted', async () => {
  const MessageAttributes = {
    kind: { DataType: 'String', StringValue: 'ä' },
    raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
  }
  const sent = await send('héllo', { MessageAttributes, MessageGroupId: 'tenant' })
  const [message] = await receive({ VisibilityTimeout: 5, MessageAttributeNames: ['All'] })
  expect(message).toMatchObject({
    MessageId: sent.MessageId,
    Body: 'héllo',
    MessageAttributes,
    MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    Attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'tenant' },
  })

  expect(await receive()).toEqual([])
  clock.advance(5)
  const [again] = await receive()
  expect(again?.Attributes?.ApproximateReceiveCount).toBe('2')
  // The handle of an earlier receipt deletes nothing and is no error.
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }))
  expect(await counts()).toEqual([0, 1, 0])
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }))
  expect(await counts()).toEqual([0, 0, 0])
})

test('the MD5 of attributes is the one AWS computes', async () => {
  const { MD5OfMessageAttributes } = await send('x', {
    MessageAttributes: { timestamp: { StringValue: '1493147359900', DataType: 'Number' } },
  })
  expect(MD5OfMessageAttributes).toBe('235c5c510d26fb653d073faed50ae77c')
})

test('visibility is changed while a message is in flight, and refused afterwards', async () => {
  await send('x')
  const [{ ReceiptHandle } = {}] = await receive()
  const change = (VisibilityTimeout: number) =>
    sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))
  await change(100)
  clock.advance(99)
  expect(await bodies()).toEqual([])
  await change(0)
  expect(await counts()).toEqual([1, 0, 0])
  await expect(change(10)).rejects.toMatchObject({ name: 'MessageNotInflight' })
})

test('a receive waits for the first message, and for no longer than it was told', async () => {
  const waiting = bodies({ WaitTimeSeconds: 20 })
  await send('came later')
  expect(await waiting).toEqual(['came later'])

  await makeQueue()
  const inVain = bodies({ WaitTimeSeconds: 20 })
  let ended: unknown
  void inVain.then((found) => (ended = found))
  // The wait has begun when its end is something the clock is to call.
  await expect.poll(() => (clock.advance(20), ended)).toEqual([])
})

test('a delayed message is received when its delay is over', async () => {
  await send('later', { DelaySeconds: 60 })
  expect([await bodies(), await counts()]).toEqual([[], [0, 0, 1]])
  clock.advance(60)
  expect(await bodies()).toEqual(['later'])
})

test('a batch answers for each entry', async () => {
  const { Successful = [], Failed = [] } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'a', MessageBody: '1' },
        { Id: 'b', MessageBody: '2', DelaySeconds: 901 },
      ],
    }),
  )
  expect(Successful.map(({ Id }) => Id)).toEqual(['a'])
  expect(Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }])
  const [{ ReceiptHandle } = {}] = await receive()
  const deleted = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'a', ReceiptHandle },
        { Id: 'b', ReceiptHandle: 'x' },
      ],
    }),
  )
  expect(deleted).toMatchObject({ Successful: [{ Id: 'a' }], Failed: [{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }] })

  const sendAll = (Entries: { Id: string; MessageBody: string }[]) =>
    sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  const entry = (Id: string, MessageBody = 'x') => ({ Id, MessageBody })
  await expect(sendAll([])).rejects.toMatchObject({ name: 'EmptyBatchRequest' })
  await expect(sendAll([entry('a'), entry('a')])).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' })
  const eleven = Array.from({ length: 11 }, (_, at) => entry(String(at)))
  await expect(sendAll(eleven)).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequest' })
  await expect(sendAll([entry('a', 'x'.repeat(600_000)), entry('b', 'x'.repeat(600_000))])).rejects.toMatchObject({
    name: 'BatchRequestTooLong',
  })
})

test('errors have the names and codes that clients know, old and new', async () => {
  const missing = new SendMessageCommand({ QueueUrl: QueueUrl.replace(name, 'none'), MessageBody: 'x' })
  await expect(sqs.send(missing)).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
    Error: { Code: 'AWS.SimpleQueueService.NonExistentQueue', Type: 'Sender' },
  })
  await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  })
  await expect(send('x'.repeat(390_000))).rejects.toThrow('shorter than 390000 bytes')
  await expect(send('\u0000')).rejects.toMatchObject({ name: 'InvalidMessageContents' })
  await expect(receive({ MaxNumberOfMessages: 11 })).rejects.toThrow('MaxNumberOfMessages')
  const fifo = new CreateQueueCommand({ QueueName: 'x.fifo', Attributes: { FifoQueue: 'true' } })
  await expect(sqs.send(fifo)).rejects.toMatchObject({ name: 'UnsupportedOperation' })
  await expect(makeQueue({ VisibilityTimeout: '50000' })).rejects.toMatchObject({ name: 'InvalidAttributeValue' })
})

test('a queue is made once, described, set, listed and emptied', async () => {
  const create = (VisibilityTimeout: string) =>
    sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout } }))
  await expect(create('7')).rejects.toMatchObject({ name: 'QueueNameExists' })
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '7' } }))
  expect((await create('7')).QueueUrl).toBe(QueueUrl)
  const wanted = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout', 'QueueArn'] })
  expect((await sqs.send(wanted)).Attributes).toEqual({ VisibilityTimeout: '7', QueueArn: arnOf(name) })
  expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'sluice-' }))).QueueUrls).toEqual(
    ['dead-letters', 'long-steps', 'long-steps-dead-letters', 'steps', 'steps-dead-letters'].map(
      (queue) => `${app.awsUrl}/000000000000/sluice-${queue}`,
    ),
  )
  await send('x')
  await sqs.send(new PurgeQueueCommand({ QueueUrl }))
  expect(await counts()).toEqual([0, 0, 0])
})

test('what is received too often goes to the dead-letter queue, and back when it is redriven', async () => {
  const dead = await makeQueue()
  const deadArn = arnOf(name)
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 2 })
  const source = await makeQueue({ RedrivePolicy, VisibilityTimeout: '1' })
  await send('poison', { MessageGroupId: 'g' })
  for (const _ of [1, 2]) {
    expect(await bodies()).toEqual(['poison'])
    clock.advance(1)
  }
  expect([await bodies(), await counts(source), await counts(dead)]).toEqual([[], [0, 0, 0], [1, 0, 0]])
  const [buried] = await receive({ QueueUrl: dead, VisibilityTimeout: 0 })
  expect(buried?.Attributes?.DeadLetterQueueSourceArn).toBe(arnOf(name))

  await expect(sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(name) }))).rejects.toThrow(
    'Dead Letter Queue',
  )
  const { TaskHandle } = await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: deadArn }))
  expect(TaskHandle).toBeTruthy()
  const task = async () => (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: deadArn }))).Results?.[0]
  await expect.poll(task).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 })
  expect(await receive()).toMatchObject([
    { Body: 'poison', Attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'g' } },
  ])
  expect(await counts(dead)).toEqual([0, 0, 0])
})

test('a message group with many messages holds up no other', async () => {
  for (let at = 0; at < 12; at++) await send(`many ${at}`, { MessageGroupId: 'many' })
  await send('few', { MessageGroupId: 'few' })
  expect(await bodies({ MaxNumberOfMessages: 2 })).toEqual(['many 0', 'few'])
})

test('a message that nobody deletes is dropped when its retention is over', async () => {
  await makeQueue({ MessageRetentionPeriod: '60' })
  await send('old')
  clock.advance(61)
  expect([await bodies(), await counts()]).toEqual([[], [0, 0, 0]])
})

test('a function may use a queue only as its policy says', async () => {
  const as = clientOf(app, app.functions.credentialsOf(relayName))
  const { QueueUrl: dead } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'sluice-dead-letters' }))
  await as.send(new SendMessageCommand({ QueueUrl: dead, MessageBody: 'x' }))
  await expect(as.send(new ReceiveMessageCommand({ QueueUrl: dead }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  })
  await expect(as.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  })
})

test('after a restart messages are there, those in flight visible, and their receipts counted', async () => {
  const { folder: dataFolder, remove } = await temporaryFolder()
  const first = await startTestApp({ dataFolder })
  let client = clientOf(first, await first.keyFor(administrator))
  await makeQueue({ VisibilityTimeout: '900' }, client)
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'kept', MessageGroupId: 'g' }))
  await client.send(new ReceiveMessageCommand({ QueueUrl }))
  // As earlier versions kept a dead letter.
  await first.state.put('message', '000001790000000000-former', { body: 'former', sentAt: Date.now() })
  await first.stop()

  const second = await startTestApp({ dataFolder })
  client = clientOf(second, await second.keyFor(administrator))
  QueueUrl = QueueUrl.replace(first.awsUrl, second.awsUrl)
  const get = async (url: string) =>
    (await client.send(new ReceiveMessageCommand({ QueueUrl: url, MessageSystemAttributeNames: ['All'] }))).Messages
  expect(await get(QueueUrl)).toMatchObject([{ Body: 'kept', Attributes: { ApproximateReceiveCount: '2' } }])
  const dead = QueueUrl.replace(name, 'sluice-dead-letters')
  const [former] = (await get(dead)) ?? []
  expect(former?.Body).toBe('former')
  await client.send(new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle: former?.ReceiptHandle }))
  expect((await second.state.all('message')).map(({ name: record }) => record.split('/')[0])).toEqual([name])
  await second.stop()
  await remove()
})

describe('a function fed from a queue', () => {
  const feed = (invoke: QueuePollerOptions['invoke'], more: Partial<QueuePollerOptions> = {}) => {
    const queue = app.queues.get(name)
    if (!queue) throw new Error(name)
    return startQueuePoller({ queues: app.queues, queue, invoke, batchSize: 10, maximumConcurrency: 1, ...more })
  }

  test('gets batches as Lambda gives them, and what it does not hand back is deleted', async () => {
    await makeQueue({ VisibilityTimeout: '10' })
    for (const body of ['1', '2', '3']) await send(body)
    const events: SQSEvent[] = []
    const poller = feed(async (event) => {
      events.push(event)
      const failed = event.Records.filter(({ body }) => body === '2' && events.length === 1)
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
    })
    await poller.idle()
    expect(events[0]?.Records).toMatchObject([
      { body: '1', eventSource: 'aws:sqs', eventSourceARN: arnOf(name), attributes: { ApproximateReceiveCount: '1' } },
      { body: '2' },
      { body: '3' },
    ])
    expect(await counts()).toEqual([0, 1, 0])
    clock.advance(10)
    await poller.idle()
    expect(events[1]?.Records).toMatchObject([{ body: '2', attributes: { ApproximateReceiveCount: '2' } }])
    expect(await counts()).toEqual([0, 0, 0])
    await poller.stop()
  })

  test('keeps the whole batch when it fails or hands back what it did not get, until the queue redrives it', async () => {
    const dead = await makeQueue()
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount: 2 })
    await makeQueue({ RedrivePolicy, VisibilityTimeout: '1' })
    await send('1')
    await send('2')
    const reports = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    onTestFinished(() => reports.mockRestore())
    let calls = 0
    const poller = feed(async () => {
      if (++calls === 1) throw new Error('broken')
      return { batchItemFailures: [{ itemIdentifier: 'unknown' }] }
    })
    for (const _ of [1, 2, 3]) {
      await poller.idle()
      clock.advance(1)
    }
    await expect.poll(() => counts(dead)).toEqual([2, 0, 0])
    expect(calls).toBe(2)
    await poller.stop()
  })

  test('is left to itself when it takes longer than stopping waits, and its message is not lost', async () => {
    await send('slow')
    let running = 0
    const endless = new Promise<void>(() => undefined)
    const poller = feed(
      () => {
        running++
        return endless
      },
      { graceMilliseconds: 1 },
    )
    await expect.poll(() => running).toBe(1)
    await poller.stop()
    expect(await counts()).toEqual([0, 1, 0])
  })

  test('is run no more often at once than its limit', async () => {
    for (let at = 0; at < 9; at++) await send(String(at))
    let running = 0
    let open = false
    const poller = feed(
      async () => {
        running++
        while (!open) await turn()
        running--
      },
      { batchSize: 1, maximumConcurrency: 3 },
    )
    await expect.poll(() => running).toBe(3)
    // Messages are left, and nobody takes them.
    expect(await counts()).toEqual([6, 3, 0])
    open = true
    await poller.idle()
    expect([running, await counts()]).toEqual([0, [0, 0, 0]])
    await poller.stop()
  })
})
