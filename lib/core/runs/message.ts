import { createHash } from 'node:crypto'
import type { StepQueue } from './queue.ts'
import type { Run, RunCause } from './run.ts'

/** One unit of a run's work: a payload at a step. The table is the truth about it; a queue only wakes a worker. */
export interface Message {
  tenant: string
  runId: string
  flowId: string
  flowKey: string
  /** 32 hex digits that follow from what caused it, so that causing it again makes no other. */
  id: string
  version: number
  stepId: string
  queue: StepQueue
  status: MessageStatus
  /** Absent of a first message, which brings nothing, and where the bucket holds it. */
  payload?: unknown
  /** The SHA-256 under which the bucket holds a payload that is too large for an item. */
  payloadId?: string
  /** The run under which the bucket holds it, where that is another one: the run that this one takes up. */
  payloadRunId?: string
  sizeBytes: number
  createdAt: string
  /** It is to be handed to its component only then. */
  notBefore?: string
  settledAt?: string
  /** Why the step failed. */
  cause?: string
  /** Epoch seconds: the table drops it 90 days after its run must have ended. */
  expiresAt: number
}

/** `parked`: it waits, in no queue, for its flow to be resumed. `hosted`: a runtime works on it, and on all that follows from it. */
export type MessageStatus = 'waiting' | 'parked' | 'hosted' | 'succeeded' | 'failed' | 'cancelled'

export const isSettled = ({ status }: Pick<Message, 'status'>): boolean =>
  status !== 'waiting' && status !== 'parked' && status !== 'hosted'

/**
 * What messages of a run have in common that lie in one of its slices: a partition of the table each, so that workers side by
 * side do not wait for each other. What settles adds to the sums of the slice it lies in.
 */
export interface Slice {
  tenant: string
  runId: string
  flowId: string
  flowKey: string
  slice: number
  sums: Readonly<Record<SumName, number>>
  /** The error of this slice that was recorded first. */
  cause?: RunCause
  /** The step that was given a message last by what settled here, and when. */
  currentStep?: string
  currentStepAt?: string
  expiresAt: number
}

/** Flat, so that one write can add to any of them: a member that is not there yet counts as 0. */
export type SumName =
  | 'started'
  | 'succeeded'
  | 'errors'
  | 'cancelled'
  | `step.${'in' | 'out' | 'errors'}.${string}`
  | `figure.${string}`
  // By component; of none where its step is no more.
  | `attempts.${string}`
export type Sums = Readonly<Partial<Record<SumName, number>>>

/** Into so many partitions a run's messages are spread. */
export const sliceCount = 8

export const sliceOf = (messageId: string): number => Number.parseInt(messageId.slice(0, 1), 16) % sliceCount

const derived = (...parts: (string | number)[]): string =>
  createHash('sha256').update(parts.join('|')).digest('hex').slice(0, 32)

/** The id of one of the messages that a run begins with. The first of them also leads from a run's id to its flow. */
export const firstMessageId = (runId: string, index: number): string => derived(runId, index)

/** The id of a message that another one caused, along a link or, to go on with the same step, along none. */
export const nextMessageId = (messageId: string, link: number | 'continuation', index: number): string =>
  derived(messageId, link, index)

/** For how long items of a run are kept. */
export const daysKept = 90

export const expiryOf = (at: string): number => Math.floor(Date.parse(at) / 1000) + daysKept * 86_400

export interface NewMessage extends Pick<
  Message,
  'id' | 'stepId' | 'queue' | 'payload' | 'payloadId' | 'payloadRunId' | 'sizeBytes' | 'notBefore'
> {
  at: string
}

export const createMessage = (
  { tenant, id: runId, flowId, flowKey, deadlineAt }: Pick<Run, 'tenant' | 'id' | 'flowId' | 'flowKey' | 'deadlineAt'>,
  { at, ...message }: NewMessage,
  status: Message['status'] = 'waiting',
) =>
  ({
    kind: 'create',
    entity: 'message',
    item: {
      ...message,
      tenant,
      runId,
      flowId,
      flowKey,
      version: 1,
      status,
      createdAt: at,
      expiresAt: expiryOf(deadlineAt),
    },
    taken: 'version-conflict',
    message: 'The message has been made already.',
  }) as const
