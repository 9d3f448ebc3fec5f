import { DomainError } from '../errors.ts'
import type { Flow } from '../flows/flow.ts'
import { notActive, type FirstMessage } from './begin-run.ts'
import type { Message } from './message.ts'
import { isOver, runNotFailed, type Run } from './run.ts'

/** What one retry takes up at most: messages, and bytes of what they carry in their items. */
export const mostRetried = { messages: 10_000, bytes: 64 * 1024 * 1024 }

/**
 * Refuses a retry of a run that cannot be had: `run-in-progress` while it lasts, `run-not-failed` when nothing of it failed,
 * `flow-not-active` when its flow is not active, is gone or was made anew.
 */
export function refuseRetry(run: Run, flow: Flow | undefined): asserts flow is Flow {
  if (!isOver(run)) throw new DomainError('run-in-progress', `Run ${run.id} has not ended yet.`)
  if (run.status !== 'failed' && run.counters.errors === 0) throw runNotFailed(run.id)
  if (flow?.id !== run.flowId)
    throw new DomainError('flow-not-active', `The flow of run ${run.id} is gone. What it did cannot be done again.`)
  if (flow.status !== 'active') throw notActive(flow)
}

/**
 * The messages of a run that a retry takes up: those that failed, and of a run that failed itself what was cancelled by that or
 * had not settled.
 */
export const retriedStatuses = ({ status }: Pick<Run, 'status'>): readonly Message['status'][] =>
  status === 'failed' ? ['failed', 'cancelled', 'waiting', 'parked'] : ['failed']

/** A message of a run as one that another run begins with. What the bucket holds stays where it is. */
export const retriedMessage = (message: Message): FirstMessage => {
  const { stepId, queue, payload, payloadId, payloadRunId, runId, sizeBytes } = message
  const place = payloadId === undefined ? {} : { payloadId, payloadRunId: payloadRunId ?? runId }
  return { stepId, queue, payload, sizeBytes, ...place }
}

export const tooMuchToRetry = ({ id }: Pick<Run, 'id'>): DomainError =>
  new DomainError(
    'run-too-large',
    `More of run ${id} has failed than one retry takes up: ${mostRetried.messages} messages, or 64 MB. Start the flow anew.`,
  )

export const definitionGone = ({ id }: Pick<Run, 'id'>): DomainError =>
  new DomainError('run-too-old', `What the flow did in run ${id} is not kept any more. Start the flow anew.`)
