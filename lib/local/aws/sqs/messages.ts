import type { QueuedMessage } from '../../message-queue.ts'
import { largestRecordBytes, type LocalQueue, type Queues, type Receive } from '../../queues.ts'
import type { Timers } from '../../timers.ts'
import type { AwsRequest } from '../protocol.ts'
import { batch } from './batch.ts'
import { md5, md5OfAttributes } from './digest.ts'
import { batchTooLong, invalidContents, invalidParameter, missingParameter, notInFlight } from './errors.ts'
import { queueIn, type Entry, type Input } from './input.ts'
import { handleOf, messageOf } from './receipt.ts'

/** SQS's limit for a message and for a batch, counting bodies and attributes. What a message may be here is less. */
const largestBytes = 1_048_576

/** Sending, receiving, hiding and deleting messages. */
export const messageActions = (queues: Queues, timers: Timers) => ({
  async SendMessage(input: Input, request: AwsRequest) {
    return send(queues, queueIn(queues, input, request, 'SendMessage'), input, request)
  },
  async SendMessageBatch(input: Input, request: AwsRequest) {
    const queue = queueIn(queues, input, request, 'SendMessage')
    const bytes = (input.Entries ?? []).reduce((sum, entry) => sum + sizeOf(entry), 0)
    if (bytes > largestBytes) throw batchTooLong(bytes)
    return batch(input, (entry) => send(queues, queue, entry, request))
  },
  async ReceiveMessage(input: Input, request: AwsRequest) {
    const queue = queueIn(queues, input, request, 'ReceiveMessage')
    const most = within('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10)
    const visibilitySeconds = input.VisibilityTimeout && visibility(input.VisibilityTimeout)
    const waitSeconds = within('WaitTimeSeconds', input.WaitTimeSeconds ?? queue.settings.waitSeconds, 0, 20)
    const waitUntil = timers.now().getTime() + waitSeconds * 1000
    const messages = await receiveBy(queues, queue, { most, visibilitySeconds }, waitUntil, timers)
    return messages.length === 0 ? {} : { Messages: messages.map((message) => received(queue, message, input)) }
  },
  async ChangeMessageVisibility(input: Input, request: AwsRequest) {
    return changeVisibility(queueIn(queues, input, request, 'ChangeMessageVisibility'), input, timers)
  },
  async ChangeMessageVisibilityBatch(input: Input, request: AwsRequest) {
    const queue = queueIn(queues, input, request, 'ChangeMessageVisibility')
    return batch(input, (entry) => changeVisibility(queue, entry, timers))
  },
  async DeleteMessage(input: Input, request: AwsRequest) {
    return remove(queues, queueIn(queues, input, request, 'DeleteMessage'), input)
  },
  async DeleteMessageBatch(input: Input, request: AwsRequest) {
    const queue = queueIn(queues, input, request, 'DeleteMessage')
    return batch(input, (entry) => remove(queues, queue, entry))
  },
  async PurgeQueue(input: Input, request: AwsRequest) {
    await queues.purge(queueIn(queues, input, request, 'PurgeQueue'))
  },
})

type Outgoing = Pick<
  Entry,
  'MessageBody' | 'DelaySeconds' | 'MessageAttributes' | 'MessageSystemAttributes' | 'MessageGroupId'
>

async function send(queues: Queues, queue: LocalQueue, outgoing: Outgoing, { who }: AwsRequest) {
  const { MessageBody: body, MessageAttributes: attributes, MessageGroupId: groupId, DelaySeconds } = outgoing
  if (body === undefined) throw missingParameter('MessageBody')
  if (body === '') throw invalidParameter('The request must contain a message body of at least one character.')
  if (/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(body))
    throw invalidContents('Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF.')
  if (groupId !== undefined && !/^[!-~]{1,128}$/.test(groupId)) throw invalidParameter('MessageGroupId is not valid.')
  const traceHeader = outgoing.MessageSystemAttributes?.AWSTraceHeader?.StringValue
  const delaySeconds = DelaySeconds && within('DelaySeconds', DelaySeconds, 0, 900)
  const message = { body, attributes, groupId, traceHeader, sender: who.name, delaySeconds }
  const { id } = await queues.send(queue, message).catch((error: unknown) => {
    throw error instanceof RangeError ? tooLong() : error
  })
  const { AWSTraceHeader } = outgoing.MessageSystemAttributes ?? {}
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    MD5OfMessageAttributes: md5OfAttributes(attributes),
    MD5OfMessageSystemAttributes: md5OfAttributes(AWSTraceHeader && { AWSTraceHeader }),
  }
}

/** Receives what is visible, or what becomes visible first until a time. */
async function receiveBy(queues: Queues, queue: LocalQueue, receive: Receive, until: number, { now }: Timers) {
  for (;;) {
    await queues.untilVisible(queue, until)
    const messages = await queues.receive(queue, receive)
    // Others may have been faster.
    if (messages.length > 0 || queue.messages.isStopped || now().getTime() >= until) return messages
  }
}

/** A message as ReceiveMessage gives it, with the attributes that were asked for. */
function received(queue: LocalQueue, message: QueuedMessage, input: Input) {
  const names = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])]
  const attributes = chosen(systemAttributesOf(message), (name) => names.includes('All') || names.includes(name))
  const wanted = input.MessageAttributeNames ?? []
  const messageAttributes = chosen(message.attributes ?? {}, (name) =>
    wanted.some(
      (one) => /^(All|\.\*)$/.test(one) || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -1))),
    ),
  )
  return {
    MessageId: message.id,
    ReceiptHandle: handleOf(queue, message),
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: attributes,
    MessageAttributes: messageAttributes,
    MD5OfMessageAttributes: md5OfAttributes(messageAttributes),
  }
}

/** What SQS itself says of a message. */
export const systemAttributesOf = (message: QueuedMessage): Record<string, string> => ({
  SenderId: message.sender,
  SentTimestamp: String(message.sentAt),
  ApproximateReceiveCount: String(message.receiveCount),
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
  ...(message.groupId ? { MessageGroupId: message.groupId } : {}),
  ...(message.traceHeader ? { AWSTraceHeader: message.traceHeader } : {}),
  ...(message.deadLetterSource ? { DeadLetterQueueSourceArn: message.deadLetterSource } : {}),
})

function chosen<Value>(all: Record<string, Value>, isWanted: (name: string) => boolean) {
  const entries = Object.entries(all).filter(([name]) => isWanted(name))
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

type Handled = Pick<Entry, 'ReceiptHandle' | 'VisibilityTimeout'>

async function changeVisibility(queue: LocalQueue, { ReceiptHandle, VisibilityTimeout }: Handled, timers: Timers) {
  if (VisibilityTimeout === undefined) throw missingParameter('VisibilityTimeout')
  const seconds = visibility(VisibilityTimeout)
  const message = messageOf(queue, ReceiptHandle)
  if (!message || !queue.messages.inFlight(message.key)) throw notInFlight()
  queue.messages.hideUntil(message.key, timers.now().getTime() + seconds * 1000)
  return {}
}

/** A handle of an earlier receipt deletes nothing and is no error. */
async function remove(queues: Queues, queue: LocalQueue, { ReceiptHandle }: Handled) {
  const message = messageOf(queue, ReceiptHandle)
  if (message) await queues.remove(queue, message)
  return {}
}

const visibility = (seconds: number): number => within('VisibilityTimeout', seconds, 0, 43_200)

export function within(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw invalidParameter(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  )
}

function sizeOf({ MessageBody = '', MessageAttributes = {} }: Outgoing): number {
  const texts = Object.entries(MessageAttributes).flatMap(
    ([name, { DataType, StringValue = '', BinaryValue = '' }]) => [
      name,
      DataType,
      StringValue,
      Buffer.from(BinaryValue, 'base64').toString('latin1'),
    ],
  )
  return [MessageBody, ...texts].reduce((sum, one) => sum + Buffer.byteLength(one), 0)
}

const tooLong = () =>
  invalidParameter(
    `One or more parameters are invalid. Reason: Message must be shorter than ${largestRecordBytes} bytes.`,
  )
