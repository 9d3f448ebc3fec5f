import { stepQueues, type StepQueue } from '#core/runs/queue.ts'

/**
 * A queue of the product: a standard SQS queue. The stack makes it under the installation's prefix, the local runner under
 * this name.
 */
export interface QueueDeclaration {
  name: string
  /** For how long a message that was received is kept from others. */
  visibilitySeconds: number
  /** For how long a message nobody deletes is kept. */
  retentionDays: number
  /** Where a message goes that was received this often and was not deleted. */
  redrive?: { to: string; maxReceiveCount: number }
}

export const deadLetterQueue: QueueDeclaration = {
  name: 'sluice-dead-letters',
  visibilitySeconds: 30,
  retentionDays: 14,
}

/** The queues that wake the workers, by what they are for. */
export const stepQueueNames: Readonly<Record<StepQueue, string>> = {
  steps: 'sluice-steps',
  'long-steps': 'sluice-long-steps',
}

/** Longer than the function may take that works on the queue: nobody else gets a message meanwhile. */
const visibilitySeconds: Readonly<Record<StepQueue, number>> = { steps: 120, 'long-steps': 16 * 60 }

/** Where messages go that no worker could settle. */
export const stepDeadLetterQueue = (queue: StepQueue): QueueDeclaration => ({
  name: `${stepQueueNames[queue]}-dead-letters`,
  visibilitySeconds: 30,
  retentionDays: 14,
})

export const stepQueue = (queue: StepQueue): Required<QueueDeclaration> => ({
  name: stepQueueNames[queue],
  visibilitySeconds: visibilitySeconds[queue],
  retentionDays: 14,
  // A step is tried far less often. What is received this often kills its worker, or cannot be settled.
  redrive: { to: stepDeadLetterQueue(queue).name, maxReceiveCount: 20 },
})

/** All queues of the product. One that others are redriven to comes before them. */
export const queues: readonly QueueDeclaration[] = [
  deadLetterQueue,
  ...stepQueues.flatMap((queue) => [stepDeadLetterQueue(queue), stepQueue(queue)]),
]
