import type { StepQueue } from '#core/runs/queue.ts'

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

/** All queues of the product. One that others are redriven to comes before them. */
export const queues: readonly QueueDeclaration[] = [deadLetterQueue]
