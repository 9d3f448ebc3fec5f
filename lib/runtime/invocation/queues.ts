import { SQSClient } from '@aws-sdk/client-sqs'
import type { StepQueue } from '#core/runs/queue.ts'
import { clientConfig } from '#store/dynamo.ts'
import { clientFor } from './clients.ts'
import type { Environment } from './context.ts'

declare module './context.ts' {
  interface Environment {
    stepsQueueUrl: string
    longStepsQueueUrl: string
  }
}

export const sqsOf = clientFor((env) => new SQSClient(clientConfig(env)))

/** The member of the environment that holds the address of a queue. */
export const urlMemberOf = { steps: 'stepsQueueUrl', 'long-steps': 'longStepsQueueUrl' } as const satisfies Readonly<
  Record<StepQueue, keyof Environment>
>

/** The variables by which capabilities are told the addresses of the queues. */
export const queueUrlVariables = {
  stepsQueueUrl: 'SLUICE_STEPS_QUEUE_URL',
  longStepsQueueUrl: 'SLUICE_LONG_STEPS_QUEUE_URL',
} as const
