import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs'
import type { StepQueue } from '#core/runs/queue.ts'
import { declares } from '../declarations/effects.ts'
import type { Capability, Environment } from '../invocation/context.ts'
import { queueUrlVariables, sqsOf, urlMemberOf } from '../invocation/queues.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    /** Is fed by these queues. Of the workers; nobody declares it. */
    worksOn?: readonly StepQueue[]
  }
}

/** Receives messages of queues, keeps them from others for a time, and deletes them; most of it does Lambda for the function. */
export default {
  name: 'step-receipts',
  isFor: declares('worksOn'),
  grants: ({ worksOn = [] }) => worksOn.map((queue) => ({ actions: receiving, on: `queue:${queue}` as const })),
  variables: queueUrlVariables,
  told: ({ worksOn = [] }) => worksOn.map((queue) => urlMemberOf[queue]),
} satisfies Capability

const receiving = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ChangeMessageVisibility',
] as const

/** Lets a message that was received be received again after so many seconds from now: 43,200 at most, 0 for at once. */
export async function hideMessage(
  env: Environment,
  queue: StepQueue,
  receiptHandle: string,
  seconds: number,
): Promise<void> {
  await sqsOf(env).send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: env[urlMemberOf[queue]],
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    }),
  )
}
