import { queueArn } from '../../names.ts'
import { defaultSettings, type LocalQueue, type Queues, type QueueSettings } from '../../queues.ts'
import { authorise, fromJson, type AwsRequest } from '../protocol.ts'
import {
  invalidAttributeName,
  invalidAttributeValue,
  invalidParameter,
  missingParameter,
  noSuchQueue,
  queueExists,
  unsupported,
} from './errors.ts'
import { act, nameIn, queueIn, urlOf, type Input } from './input.ts'

/** Making, finding, describing, setting and deleting queues. The declared ones stay. */
export const queueActions = (queues: Queues, declared: readonly string[]) => ({
  async CreateQueue({ QueueName: name, Attributes = {} }: Input, request: AwsRequest) {
    if (name === undefined) throw missingParameter('QueueName')
    authorise(request, act('CreateQueue', name))
    if (name.endsWith('.fifo') || Attributes.FifoQueue === 'true')
      throw unsupported('Only standard queues are available here.')
    if (!/^[\w-]{1,80}$/.test(name))
      throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length')
    const known = queues.get(name)
    const settings = settingsFrom(queues, Attributes, known?.settings ?? defaultSettings)
    if (!known) return { QueueUrl: urlOf(await queues.save(name, settings), request) }
    const changed = Object.entries(Attributes).find(([one, value]) => attributesOf(known)[one] !== value)
    if (changed)
      throw queueExists(`A queue already exists with the same name and a different value for attribute ${changed[0]}`)
    return { QueueUrl: urlOf(known, request) }
  },
  async DeleteQueue(input: Input, request: AwsRequest) {
    const queue = queueIn(queues, input, request, 'DeleteQueue')
    if (declared.includes(queue.name)) throw unsupported(`${queue.name} is a queue of the product.`)
    await queues.drop(queue)
  },
  async GetQueueUrl({ QueueName: name }: Input, request: AwsRequest) {
    if (name === undefined) throw missingParameter('QueueName')
    authorise(request, act('GetQueueUrl', name))
    const queue = queues.get(name)
    if (!queue) throw noSuchQueue()
    return { QueueUrl: urlOf(queue, request) }
  },
  async ListQueues({ QueueNamePrefix = '' }: Input, request: AwsRequest) {
    authorise(request, act('ListQueues', '*'))
    const found = queues.all.filter(({ name }) => name.startsWith(QueueNamePrefix)).slice(0, 1000)
    return found.length === 0 ? {} : { QueueUrls: found.map((queue) => urlOf(queue, request)).sort() }
  },
  async GetQueueAttributes(input: Input, request: AwsRequest) {
    const queue = queueIn(queues, input, request, 'GetQueueAttributes')
    const all = attributesOf(queue)
    const wanted = input.AttributeNames ?? []
    const unknown = wanted.find((one) => one !== 'All' && !attributeNames.has(one))
    if (unknown !== undefined) throw invalidAttributeName(unknown)
    const chosen = Object.entries(all).filter(([one]) => wanted.includes('All') || wanted.includes(one))
    return chosen.length === 0 ? {} : { Attributes: Object.fromEntries(chosen) }
  },
  async SetQueueAttributes(input: Input, request: AwsRequest) {
    const queue = queueIn(queues, input, request, 'SetQueueAttributes')
    await queues.save(queue.name, settingsFrom(queues, input.Attributes ?? {}, queue.settings))
  },
  async ListDeadLetterSourceQueues(input: Input, request: AwsRequest) {
    const queue = queueIn(queues, input, request, 'ListDeadLetterSourceQueues')
    const sources = queues.all.filter(({ settings }) => settings.redrive?.to === queue.name)
    return { queueUrls: sources.map((one) => urlOf(one, request)) }
  },
})

/** The attributes that are numbers, with their limits. */
const numbers = {
  VisibilityTimeout: { setting: 'visibilitySeconds', least: 0, most: 43_200 },
  MessageRetentionPeriod: { setting: 'retentionSeconds', least: 60, most: 1_209_600 },
  DelaySeconds: { setting: 'delaySeconds', least: 0, most: 900 },
  ReceiveMessageWaitTimeSeconds: { setting: 'waitSeconds', least: 0, most: 20 },
} as const

/** Settings with attributes put in. Refuses what has no meaning here rather than dropping it. */
function settingsFrom(queues: Queues, attributes: Record<string, string>, before: QueueSettings): QueueSettings {
  const settings = { ...before }
  for (const [name, value] of Object.entries(attributes)) {
    if (Object.hasOwn(numbers, name)) {
      const { setting, least, most } = numbers[name as keyof typeof numbers]
      if (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most) throw invalidAttributeValue(name)
      settings[setting] = Number(value)
    } else if (name === 'RedrivePolicy') settings.redrive = redriveFrom(queues, value)
    else if (!(name in fixed && fixed[name] === value)) throw invalidAttributeName(name)
  }
  return settings
}

function redriveFrom(queues: Queues, text: string): QueueSettings['redrive'] {
  if (text === '') return undefined
  const { deadLetterTargetArn, maxReceiveCount } = (fromJson(text) ?? {}) as Record<string, unknown>
  const count = Number(maxReceiveCount)
  if (typeof deadLetterTargetArn !== 'string' || !Number.isInteger(count) || count < 1 || count > 1000)
    throw invalidParameter(`Value ${text} for parameter RedrivePolicy is invalid.`)
  const to = nameIn(deadLetterTargetArn)
  if (queueArn(to) !== deadLetterTargetArn || !queues.get(to))
    throw invalidParameter(
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
    )
  return { to, maxReceiveCount: count }
}

/** Attributes every queue has, which cannot be set to anything else. */
const fixed: Record<string, string> = {
  MaximumMessageSize: '1048576',
  SqsManagedSseEnabled: 'false',
  FifoQueue: 'false',
}

function attributesOf({ name, settings, createdAt, modifiedAt, messages }: LocalQueue): Record<string, string> {
  const { visible, inFlight, delayed } = messages.counts
  const { redrive } = settings
  const { FifoQueue: _, ...alike } = fixed
  return {
    ...alike,
    QueueArn: queueArn(name),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(modifiedAt / 1000)),
    ...Object.fromEntries(Object.entries(numbers).map(([one, { setting }]) => [one, String(settings[setting])])),
    ...(redrive ? { RedrivePolicy: redrivePolicy(redrive) } : {}),
  }
}

const redrivePolicy = ({ to, maxReceiveCount }: NonNullable<QueueSettings['redrive']>): string =>
  JSON.stringify({ deadLetterTargetArn: queueArn(to), maxReceiveCount })

const attributeNames = new Set([
  ...Object.keys(numbers),
  ...Object.keys(fixed),
  ...['QueueArn', 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  ...['ApproximateNumberOfMessagesDelayed', 'CreatedTimestamp', 'LastModifiedTimestamp'],
  ...['RedrivePolicy', 'RedriveAllowPolicy', 'Policy', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds'],
])
