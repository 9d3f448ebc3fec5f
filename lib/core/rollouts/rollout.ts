import { DomainError } from '../errors.ts'
import { usualTerms, type OrderTerms } from '../servers/order.ts'

/**
 * A change that goes over several servers in time. The item is all there is to know about it: what was asked, how far it
 * has come with each server, and who has it in hand. An executor claims it by raising `epoch`; every later write of that
 * executor holds only while the epoch is its own, so a late one of a former executor is refused.
 */
export interface Rollout {
  tenant: string
  id: string
  version: number
  kind: 'restart' | 'stop'
  target: { kind: 'cluster'; id: string; name: string }
  policy: Policy
  status: RolloutStatus
  epoch: number
  /** In the order in which the servers are taken. */
  steps: Step[]
  /** Asked for by somebody; takes effect between servers. */
  isCancelling?: boolean
  isPausing?: boolean
  cause?: string
  requestedBy: string
  /** The API it was asked for through. */
  via: string
  createdAt: string
  startedAt?: string
  endedAt?: string
  deadlineAt: string
}

/** `pending`: an execution is to be started. `paused`: none is, until somebody resumes it. */
export type RolloutStatus = 'pending' | 'running' | 'paused' | 'succeeded' | 'failed' | 'cancelled'

export interface Policy extends OrderTerms {
  /** How many members may be out at once, counting those that are out for any other reason. */
  maxUnavailable: number
  /** For how long a server must be healthy before it counts. */
  minHealthySeconds: number
  deadlineSeconds: number
  onFailure: 'stop' | 'continue'
  /** Goes ahead although members are down; they are skipped and do not use the budget up. */
  includeUnhealthy: boolean
}

export interface Step {
  serverId: string
  name: string
  status: StepStatus
  /** Why it failed or was skipped: a word for programs, a sentence for people. */
  cause?: { code: StepCause; message: string }
  orderGeneration?: number
  times: Partial<Record<'orderedAt' | 'deliveredAt' | 'downAt' | 'upAt' | 'healthyAt' | 'endedAt', string>>
}

export type StepStatus = 'waiting' | 'ordered' | 'done' | 'failed' | 'skipped'
export type StepCause =
  | 'down'
  | 'left'
  | 'cancelled'
  | 'stopped-on-failure'
  | 'deadline'
  | 'superseded'
  | 'fault'
  | 'delivery-timeout'
  | 'drain-timeout'
  | 'server-timeout'
  | 'unhealthy'

export const usualPolicy: Policy = {
  ...usualTerms,
  maxUnavailable: 1,
  minHealthySeconds: 10,
  deadlineSeconds: 6 * 60 * 60,
  onFailure: 'stop',
  includeUnhealthy: false,
}

export const isOver = ({ status }: Pick<Rollout, 'status'>): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled'

export const isStepOver = ({ status }: Step): boolean =>
  status === 'done' || status === 'failed' || status === 'skipped'

export const rolloutNotFound = (id: string): DomainError =>
  new DomainError('rollout-not-found', `There is no rollout ${id}.`)

/** The update of a rollout; holds only while nobody else has changed it. */
export const change = (rollout: Rollout, set: Partial<Omit<Rollout, 'tenant' | 'version'>>) =>
  ({ kind: 'update', entity: 'rollout', before: rollout, set }) as const

/** A rollout's steps with one of them changed. */
export const withStep = (rollout: Rollout, serverId: string, set: Partial<Step>): Step[] =>
  rollout.steps.map((step) =>
    step.serverId === serverId ? { ...step, ...set, times: { ...step.times, ...set.times } } : step,
  )

/** The steps not begun yet, skipped for a reason. */
export const skipWaiting = (steps: readonly Step[], code: StepCause, message: string, at: string): Step[] =>
  skipWhere(steps, ({ status }) => status === 'waiting', code, message, at)

/** All steps that are not over, one in hand included: nobody will see to it any more. */
export const skipOpen = (steps: readonly Step[], code: StepCause, message: string, at: string): Step[] =>
  skipWhere(steps, (step) => !isStepOver(step), code, message, at)

export const skipWhere = (
  steps: readonly Step[],
  isMeant: (step: Step) => boolean,
  code: StepCause,
  message: string,
  at: string,
): Step[] =>
  steps.map((step) =>
    isMeant(step)
      ? { ...step, status: 'skipped', cause: { code, message }, times: { ...step.times, endedAt: at } }
      : step,
  )
