import { createHash, randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { arnOf, names } from '../names.ts'
import type { State } from '../state.ts'
import type { Timers } from '../timers.ts'
import { AwsError, authorise, dispatch, type AwsService } from './protocol.ts'

interface Message {
  body: string
  sentAt: number
}

const input = z.looseObject({
  QueueUrl: z.optional(z.string()),
  QueueName: z.optional(z.string()),
  MessageBody: z.optional(z.string()),
  MaxNumberOfMessages: z.optional(z.int().check(z.minimum(1), z.maximum(10))),
  ReceiptHandle: z.optional(z.string()),
})

/** SQS: the dead-letter queue, to put in, look at (a look hides nothing and takes nothing) and delete from. */
export const sqs = (state: State, timers: Timers): AwsService => ({
  name: 'sqs',
  matches: ({ headers }) => headers['x-amz-target']?.startsWith('AmazonSQS.') ?? false,
  handle: dispatch(input, {
    async GetQueueUrl({ QueueName }, request) {
      check(`/${QueueName}`)
      return { QueueUrl: `http://${request.headers.host}/${names.accountId}/${names.deadLetters}` }
    },
    async SendMessage({ QueueUrl, MessageBody = '' }, request) {
      check(QueueUrl)
      authorise(request, { action: 'sqs:SendMessage', resource: arnOf('deadLetters') })
      return { MessageId: await send(state, timers, MessageBody), MD5OfMessageBody: md5(MessageBody) }
    },
    async ReceiveMessage({ QueueUrl, MaxNumberOfMessages = 1 }, request) {
      check(QueueUrl)
      authorise(request, { action: 'sqs:ReceiveMessage', resource: arnOf('deadLetters') })
      const messages = (await state.all<Message>('message')).slice(0, MaxNumberOfMessages)
      return {
        Messages: messages.map(({ name, value: { body } }) => ({
          MessageId: name,
          ReceiptHandle: name,
          Body: body,
          MD5OfBody: md5(body),
        })),
      }
    },
    async DeleteMessage({ QueueUrl, ReceiptHandle = '' }, request) {
      check(QueueUrl)
      authorise(request, { action: 'sqs:DeleteMessage', resource: arnOf('deadLetters') })
      await state.remove('message', ReceiptHandle)
    },
  }),
})

/** Puts a message on the dead-letter queue; its id. Ids sort by time of sending. */
export async function send(state: State, timers: Timers, body: string): Promise<string> {
  const sentAt = timers.now().getTime()
  const id = `${String(sentAt).padStart(15, '0')}-${randomUUID()}`
  await state.put('message', id, { body, sentAt } satisfies Message)
  return id
}

function check(queueUrl: string | undefined): void {
  if (!queueUrl?.endsWith(`/${names.deadLetters}`)) {
    throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.')
  }
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex')
