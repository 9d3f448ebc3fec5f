import { DomainError } from '../errors.ts'
import type { FlowDialect } from '../flows/flow.ts'
import type { Starter } from '../usage/usage.ts'

/** One execution of a flow, by whichever worker: what it began with, what it did so far, and how it ended. */
export interface Run {
  tenant: string
  flowId: string
  flowKey: string
  /** The flow's handle. */
  flowName: string
  madeBy: FlowDialect
  /** A UUID of version 7: ids sort by beginning. */
  id: string
  version: number
  /** The version of the flow's definition that it keeps to, whatever is updated meanwhile. */
  definitionVersion: number
  status: RunStatus
  trigger: RunTrigger
  /** Whose usage its steps count as; absent of runs from before that was counted. */
  startedBy?: Starter
  /** What the caller of a webhook calls it. */
  externalId?: string
  /** How many messages it began with. */
  begunWith: number
  /** How many of those were made before the run itself, being more than its transaction held. */
  madeAhead?: number
  startedAt: string
  updatedAt: string
  /** When it is ended as failed if it has not ended by then. */
  deadlineAt: string
  endedAt?: string
  /** What the sums below were when they were last brought up to date; exact once the run has ended. */
  counters: RunCounters
  steps: Readonly<Record<string, StepCounters>>
  figures: Readonly<Record<string, number>>
  /** What of the attempts of its steps has been added to the usage, by component. */
  attempts?: Readonly<Record<string, number>>
  /** The error recorded first. */
  cause?: RunCause
  /** An error has ended it: what has not begun is cancelled, and the run then ends as failed. */
  isFailing?: boolean
  /** Its flow is stopping and looks at it again when it ends. */
  isAwaited?: boolean
  /** The step that was given a message last. */
  currentStep?: string
  cancelledBy?: string
  /** What an incremental pull takes: from `startAt` up to and without `endAt`. */
  window?: { startAt: string; endAt: string }
  /** What that is a window of: one of another source begins anew. */
  windowSource?: string
  /** The server that it takes place on, of a flow on runtimes, and when its agent said that it had begun. */
  hostedBy?: { serverId: string; agentId: string; begunAt?: string }
  /** When its flow was activated, of a scheduled one: errors in a row count for one activation. */
  activatedAt?: string
  /** Where the relay is to go on with waking workers for what waits: for all of it, or for what waited for the flow to be resumed. */
  waking?: { what: 'unsettled' | 'parked'; slice: number; after?: string }
  /** How often the sweep has sent its messages again since something settled, and when it last looked. */
  sweeps?: number
  sweptAt?: string
  /** Epoch seconds after which the table drops it. */
  expiresAt?: number
}

export type RunStatus = 'in-progress' | 'cancelling' | 'succeeded' | 'failed' | 'cancelled'

export interface RunTrigger {
  kind: 'on-demand' | 'schedule' | 'webhook' | 'api' | 'retry'
  at: string
  by: string
  /** The due time of a schedule. */
  dueAt?: string
  /** The run whose failed messages this one takes up. */
  of?: string
}

/** Messages: a run is over when as many have settled as were started. */
export interface RunCounters {
  started: number
  succeeded: number
  errors: number
  cancelled: number
}

export interface StepCounters {
  in: number
  out: number
  errors: number
}

export interface RunCause {
  message: string
  at: string
  stepId?: string
  messageId?: string
}

export const isOver = ({ status }: Pick<Run, 'status'>): boolean => status !== 'in-progress' && status !== 'cancelling'

export const runNotFailed = (id: string): DomainError =>
  new DomainError('run-not-failed', `Nothing of run ${id} has failed.`)

/** Whether nothing further of it begins: it is being cancelled, or an error is ending it. */
export const isEnding = ({ status, isFailing }: Pick<Run, 'status' | 'isFailing'>): boolean =>
  status === 'cancelling' || isFailing === true

/** Whether its flow was stopped, since it began, with what it had in hand. */
export const isHalted = ({ startedAt }: Pick<Run, 'startedAt'>, { haltedAt }: { haltedAt?: string }): boolean =>
  haltedAt !== undefined && startedAt <= haltedAt

export const runNotFound = (id: string): DomainError => new DomainError('run-not-found', `There is no run ${id}.`)
