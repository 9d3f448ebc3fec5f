import { availableParallelism } from 'node:os'
import { stepQueues, type StepQueue } from '#core/runs/queue.ts'
import { stepQueue } from '#runtime/declarations/queues.ts'
import { workerName } from '#inventory/registry.ts'
import type { LocalFunctions } from './functions.ts'
import { startQueuePoller, type QueuePoller } from './queue-poller.ts'
import type { Queues } from './queues.ts'

/** What the event source mappings have on AWS; only fewer run at once. */
const feeds: Readonly<Record<StepQueue, { batchSize: number; maximumConcurrency: number }>> = {
  steps: { batchSize: 10, maximumConcurrency: 2 * availableParallelism() },
  'long-steps': { batchSize: 1, maximumConcurrency: 4 },
}

/** A long step may take a quarter of an hour; whoever stops the process does not wait for that. */
const graceMilliseconds = 5000

/** Feeds the workers from their queues. */
export function startWorkers(functions: LocalFunctions, queues: Queues): QueuePoller {
  const pollers = stepQueues.flatMap((name) => {
    const queue = queues.get(stepQueue(name).name)
    const invoke = (event: unknown) => functions.invoke(workerName(name), event)
    return queue ? [startQueuePoller({ queues, queue, invoke, graceMilliseconds, ...feeds[name] })] : []
  })
  const all = (work: (poller: QueuePoller) => Promise<void>) => async () => {
    await Promise.all(pollers.map(work))
  }
  return { idle: all((poller) => poller.idle()), stop: all((poller) => poller.stop()) }
}
