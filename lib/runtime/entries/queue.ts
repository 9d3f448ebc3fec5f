import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { StepQueue } from '#core/runs/queue.ts'
import type { MessageAddress } from '#store/runs.ts'
import { hideMessage } from '../capabilities/step-receipts.ts'
import type { Component } from '../declarations/component.ts'
import { environment, services, type Capability } from '../invocation/context.ts'
import { withMiddleware, type Handler, type Host, type Telemetry } from '../invocation/lambda.ts'
import { isRetryable } from '../invocation/outages.ts'
import { Worker } from '../workers/worker.ts'

/** What a message of a queue holds: where the message of the run is, and where its payload is large, how large. */
export interface QueuedStep extends MessageAddress {
  sizeBytes: number
}

/** The messages of a batch are worked on side by side, but for those whose payloads are larger. */
const largePayloadBytes = 10 * 1024 * 1024

/**
 * The queue entry: hands each message of a batch to a worker. Those that are to be received again are named in the answer,
 * and hidden until then by their visibility; the others leave the queue. What keeps us from working on a message, as an
 * outage of the table does, hands it back too, with pauses that outlast a quarter of an hour before its tries are used up.
 */
export function workerHandler(
  queue: StepQueue,
  components: readonly Component[],
  capabilities: readonly Capability[],
  host: Host = { env: environment(capabilities) },
): Handler {
  const shared = services(host.env, capabilities, host.now)

  /** Whether the message is to leave the queue. */
  async function workOn(worker: Worker, record: SQSRecord, { logger }: Telemetry, requestId: string): Promise<boolean> {
    const receiveCount = Number(record.attributes.ApproximateReceiveCount)
    let seconds: number
    try {
      const outcome = await worker.work(JSON.parse(record.body) as MessageAddress, receiveCount, requestId)
      if (outcome === 'done') return true
      seconds = outcome.againAfterSeconds
    } catch (error) {
      const level = isRetryable(error) ? 'warn' : 'error'
      logger[level]('message handed back', { body: record.body, receiveCount, error: error as Error })
      seconds = Math.min(15 * 2 ** (receiveCount - 1), 900)
    }
    try {
      await hideMessage(host.env, queue, record.receiptHandle, seconds)
    } catch (error) {
      // It is received again when its visibility is over.
      logger.warn('message not hidden', { body: record.body, error: error as Error })
    }
    return false
  }

  return withMiddleware(`workers-${queue}`, host.env, (telemetry) => {
    const worker = new Worker(queue, components, shared, (error, { run, message }) =>
      telemetry.logger.error('component failed', {
        runId: run.id,
        stepId: message.stepId,
        messageId: message.id,
        error: error as Error,
      }),
    )
    return async (event, context): Promise<SQSBatchResponse> => {
      const { Records } = event as SQSEvent
      const failed: string[] = []
      const work = async (record: SQSRecord) => {
        if (!(await workOn(worker, record, telemetry, context.awsRequestId))) failed.push(record.messageId)
      }
      const large = Records.filter((record) => sizeOf(record) > largePayloadBytes)
      await Promise.all(Records.filter((record) => !large.includes(record)).map(work))
      for (const record of large) await work(record)
      return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
    }
  })
}

/** What cannot be read is left to the worker's own judgement. */
function sizeOf({ body }: SQSRecord): number {
  try {
    return (JSON.parse(body) as QueuedStep).sizeBytes
  } catch {
    return 0
  }
}
