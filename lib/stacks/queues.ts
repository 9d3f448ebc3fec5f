import { Duration, type Stack } from 'aws-cdk-lib'
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs'
import type { StepQueue } from '#core/runs/queue.ts'
import { deadLetterQueue, stepDeadLetterQueue, stepQueue, type QueueDeclaration } from '#runtime/declarations/queues.ts'
import { acknowledge } from './acknowledge.ts'

export interface ProductQueues {
  /** Of effects and invocations. */
  deadLetters: Queue
  steps: Readonly<Record<StepQueue, Queue>>
  stepDeadLetters: Readonly<Record<StepQueue, Queue>>
}

/** The queues of an installation, as they are declared, under its prefix. */
export function makeQueues(stack: Stack, prefix: string): ProductQueues {
  const make = (id: string, declaration: QueueDeclaration, more?: Partial<QueueProps>) =>
    new Queue(stack, id, {
      queueName: `${prefix}${declaration.name}`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(declaration.visibilitySeconds),
      retentionPeriod: Duration.days(declaration.retentionDays),
      ...more,
    })
  const deadLetters = (id: string, declaration: QueueDeclaration) => {
    const queue = make(id, declaration)
    acknowledge(queue, { 'AwsSolutions-SQS3': 'It is the dead-letter queue itself.' })
    return queue
  }
  const stepDeadLetters = {
    steps: deadLetters('StepsDeadLetters', stepDeadLetterQueue('steps')),
    'long-steps': deadLetters('LongStepsDeadLetters', stepDeadLetterQueue('long-steps')),
  }
  const steps = (id: string, name: StepQueue) => {
    const declaration = stepQueue(name)
    const { maxReceiveCount } = declaration.redrive
    return make(id, declaration, { deadLetterQueue: { queue: stepDeadLetters[name], maxReceiveCount } })
  }
  return {
    deadLetters: deadLetters('DeadLetters', deadLetterQueue),
    stepDeadLetters,
    steps: { steps: steps('Steps', 'steps'), 'long-steps': steps('LongSteps', 'long-steps') },
  }
}
