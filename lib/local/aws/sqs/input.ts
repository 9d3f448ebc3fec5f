import * as z from 'zod/mini'
import type { Act } from '../../policy.ts'
import { names, queueArn } from '../../names.ts'
import type { LocalQueue, Queues } from '../../queues.ts'
import { authorise, type AwsRequest } from '../protocol.ts'
import { missingParameter, noSuchQueue } from './errors.ts'

const text = z.optional(z.string())
const int = z.optional(z.int())
const texts = z.optional(z.array(z.string()))

const attribute = z.looseObject({ DataType: z.string(), StringValue: text, BinaryValue: text })
const attributes = z.optional(z.record(z.string(), attribute))

const outgoing = {
  MessageBody: text,
  DelaySeconds: int,
  MessageAttributes: attributes,
  MessageSystemAttributes: attributes,
  MessageGroupId: text,
}
const handled = { ReceiptHandle: text, VisibilityTimeout: int }

/** What any action of SQS takes. */
export const input = z.looseObject({
  ...outgoing,
  ...handled,
  QueueUrl: text,
  QueueName: text,
  QueueNamePrefix: text,
  Attributes: z.optional(z.record(z.string(), z.string())),
  AttributeNames: texts,
  MessageSystemAttributeNames: texts,
  MessageAttributeNames: texts,
  MaxNumberOfMessages: int,
  WaitTimeSeconds: int,
  MaxResults: int,
  SourceArn: text,
  DestinationArn: text,
  TaskHandle: text,
  Entries: z.optional(z.array(z.looseObject({ Id: z.string(), ...outgoing, ...handled }))),
})

export type Input = z.output<typeof input>
export type Entry = NonNullable<Input['Entries']>[number]

/** The queue a request names, when its signer may do this with it. As on AWS, who may not is not told whether it is there. */
export function queueIn(queues: Queues, { QueueUrl }: Input, request: AwsRequest, action: string): LocalQueue {
  if (QueueUrl === undefined) throw missingParameter('QueueUrl')
  const [account, name = ''] = QueueUrl.split('/').slice(-2)
  authorise(request, act(action, name))
  const queue = account === names.accountId ? queues.get(name) : undefined
  if (!queue) throw noSuchQueue()
  return queue
}

export const act = (action: string, queue: string): Act => ({ action: `sqs:${action}`, resource: queueArn(queue) })

/** The address of a queue, on the host the client used. */
export const urlOf = ({ name }: Pick<LocalQueue, 'name'>, { headers }: AwsRequest): string =>
  `http://${headers.host}/${names.accountId}/${name}`

export const nameIn = (arn: string): string => arn.split(':').at(-1) ?? ''
