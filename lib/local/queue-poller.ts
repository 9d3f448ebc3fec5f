import { setImmediate as turn, setTimeout } from 'node:timers/promises'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { md5 } from './aws/sqs/digest.ts'
import { systemAttributesOf } from './aws/sqs/messages.ts'
import { handleOf } from './aws/sqs/receipt.ts'
import type { QueuedMessage } from './message-queue.ts'
import { names, queueArn } from './names.ts'
import type { LocalQueue, Queues } from './queues.ts'

export interface QueuePollerOptions {
  queues: Queues
  queue: LocalQueue
  /** Runs the function. */
  invoke: (event: SQSEvent) => Promise<unknown>
  batchSize: number
  /** How many invocations there may be at once. */
  maximumConcurrency: number
  /** For how long stopping waits for what is being run, in milliseconds; for ever unless told otherwise. */
  graceMilliseconds?: number
}

/**
 * The event source mapping between a queue and a function, as Lambda runs it with ReportBatchItemFailures: messages that the
 * function does not name as failed are deleted; the others, and all of a batch whose invocation failed, are received again
 * when their visibility timeout is over, until the queue's redrive policy takes them out.
 */
export interface QueuePoller {
  /** Resolves when nothing is being run and no message is visible. */
  idle: () => Promise<void>
  /** Takes no more messages. Those of what is still being run after the time of grace are received again after the next start. */
  stop: () => Promise<void>
}

export function startQueuePoller({
  queues,
  queue,
  invoke,
  batchSize,
  maximumConcurrency,
  graceMilliseconds,
}: QueuePollerOptions): QueuePoller {
  let isStopped = false
  let active = 0
  const waiting: (() => void)[] = []
  const batchEnded = () => new Promise<void>((resolve) => waiting.push(resolve))

  async function poll(): Promise<void> {
    for (;;) {
      await queues.untilVisible(queue, Infinity, () => isStopped)
      if (isStopped || queue.messages.isStopped) return
      active++
      try {
        // What is set of a queue may be changed meanwhile.
        await deliver(await queues.receive(queues.get(queue.name) ?? queue, { most: batchSize }))
      } catch (error) {
        // They are on disk, and are received again when their visibility timeout is over.
        console.error(`A batch of ${queue.name} was left: ${String(error)}`)
      } finally {
        active--
        for (const resolve of waiting.splice(0)) resolve()
      }
    }
  }

  async function deliver(messages: QueuedMessage[]): Promise<void> {
    if (messages.length === 0) return
    const answer = await invoke({ Records: messages.map((message) => recordOf(queue, message)) })
    const failed = failedIn(answer, messages)
    await Promise.all(messages.filter(({ id }) => !failed.has(id)).map((message) => queues.remove(queue, message)))
  }

  const polls = Array.from({ length: maximumConcurrency }, poll)
  return {
    async idle() {
      // From a message becoming visible to its being taken it takes a few turns of the event loop.
      for (let quiet = 0; quiet < 5; quiet++) {
        await turn()
        if (active === 0 && queue.messages.counts.visible === 0) continue
        quiet = -1
        if (active > 0) await batchEnded()
      }
    },
    async stop() {
      isStopped = true
      queue.messages.wake()
      await within(graceMilliseconds, Promise.all(polls))
    },
  }
}

/** Waits for work to end, or for so long. */
async function within(milliseconds: number | undefined, work: Promise<unknown>): Promise<void> {
  if (milliseconds === undefined) await work
  else {
    const timer = new AbortController()
    const grace = setTimeout(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined)
    await Promise.race([work, grace])
    timer.abort()
  }
}

/** The ids a function hands back: as with Lambda, an answer that names something else hands back the whole batch. */
function failedIn(answer: unknown, messages: readonly QueuedMessage[]): Set<string> {
  const all = new Set(messages.map(({ id }) => id))
  const { batchItemFailures } = (answer ?? {}) as Partial<SQSBatchResponse>
  if (batchItemFailures === undefined || batchItemFailures === null) return new Set()
  if (!Array.isArray(batchItemFailures)) return all
  const failed = batchItemFailures.map((one: { itemIdentifier?: unknown } | null) => one?.itemIdentifier)
  return failed.every((id) => typeof id === 'string' && all.has(id)) ? new Set(failed as string[]) : all
}

const recordOf = (queue: LocalQueue, message: QueuedMessage): SQSRecord => ({
  messageId: message.id,
  receiptHandle: handleOf(queue, message),
  body: message.body,
  attributes: systemAttributesOf(message) as unknown as SQSRecord['attributes'],
  messageAttributes: Object.fromEntries(
    Object.entries(message.attributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        stringValue: StringValue,
        binaryValue: BinaryValue,
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  ),
  md5OfBody: md5(message.body),
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn(queue.name),
  awsRegion: names.region,
})
