import { SendMessageBatchCommand, type BatchResultErrorEntry } from '@aws-sdk/client-sqs'
import { stepQueues, type StepQueue } from '#core/runs/queue.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import type { RelayContext } from '../declarations/relay.ts'
import type { Capability, Context, Environment, Scope, Services } from '../invocation/context.ts'
import { queueUrlVariables, sqsOf, urlMemberOf } from '../invocation/queues.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    /** Puts messages into the queues that wake the workers. */
    sendsSteps?: true
  }
}

/** What wakes a worker. */
export interface StepEntry {
  queue: StepQueue
  body: string
  /** The messages of one group hold up those of no other: the tenant. */
  groupId: string
  /** From then on it can be received: 900 at most. */
  delaySeconds?: number
}

type SendSteps = (entries: readonly StepEntry[]) => Promise<void>

declare module '../declarations/relay.ts' {
  interface RelayContext {
    /** Sends to the queues. Throws what may pass when one of the entries was not taken; the others may have been. */
    sendSteps: SendSteps
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    sendSteps: E['sendsSteps'] extends true ? SendSteps : never
  }
}

/** Sends to the queues that wake the workers. */
export default {
  name: 'step-queues',
  isFor: declares('sendsSteps'),
  grants: ({ sendsSteps }) =>
    sendsSteps ? stepQueues.map((queue) => ({ actions: ['sqs:SendMessage'], on: `queue:${queue}` as const })) : [],
  variables: queueUrlVariables,
  context: ({ services: { env } }: Scope): Pick<Context<{ sendsSteps: true }>, 'sendSteps'> => ({
    sendSteps: (entries) => sendSteps(env, entries),
  }),
  relay: ({ env }: Services): Pick<RelayContext, 'sendSteps'> => ({ sendSteps: (entries) => sendSteps(env, entries) }),
} satisfies Capability

/** As many as SQS takes at once. */
const batchSize = 10

/** As the context's member does, for capabilities that send. */
export async function sendSteps(env: Environment, entries: readonly StepEntry[]): Promise<void> {
  await Promise.all([...Map.groupBy(entries, ({ queue }) => queue)].map(([queue, own]) => sendTo(env, queue, own)))
}

async function sendTo(env: Environment, queue: StepQueue, entries: readonly StepEntry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += batchSize) {
    const { Failed = [] } = await sqsOf(env).send(
      new SendMessageBatchCommand({
        QueueUrl: env[urlMemberOf[queue]],
        Entries: entries.slice(from, from + batchSize).map(({ body, groupId, delaySeconds }, at) => ({
          Id: String(at),
          MessageBody: body,
          MessageGroupId: groupId,
          DelaySeconds: delaySeconds,
        })),
      }),
    )
    const failed = Failed.find(({ SenderFault }) => SenderFault) ?? Failed[0]
    if (failed) throw notTaken(failed)
  }
}

/** SQS answers 200 for a batch of which it did not take all. What is no fault of the sender's may pass. */
const notTaken = ({ Code, Message, SenderFault }: BatchResultErrorEntry): Error =>
  Object.assign(new Error(Message), { name: Code, ...(SenderFault ? {} : { $retryable: {} }) })
