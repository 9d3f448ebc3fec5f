import type { DeployedVersion, DeploymentKind } from '../deployments/deployment.ts'
import { DomainError } from '../errors.ts'
import { defaultTimeouts, type CommandTimeouts } from '../servers/command.ts'

/**
 * A change that goes over several servers in time. The item is all there is to know about it: what was asked, how far it
 * has come with each server, and which execution owns it. An executor claims it by raising `epoch`; every later write of that
 * executor holds only while the epoch is its own, so a late one of a former executor is refused.
 */
export type Rollout = ClusterRollout | DeploymentRollout

/** Restarts or stops the members of a cluster. */
export interface ClusterRollout extends RolloutBase {
  kind: 'restart' | 'stop'
  target: { kind: 'cluster'; id: string; name: string }
  policy: Policy
}

/** Puts a deployment's versions where they are to run, and takes away what is not to any more. */
export interface DeploymentRollout extends RolloutBase {
  kind: DeploymentKind
  target: { kind: 'deployment'; id: string; name: string }
  policy: DeploymentPolicy
  /** As they were when it was asked for: an update of the deployment since does not change it. */
  applications: DeployedVersion[]
  revision: number
}

interface RolloutBase {
  tenant: string
  id: string
  version: number
  status: RolloutStatus
  epoch: number
  /** In the order in which the servers are taken. */
  steps: Step[]
  /** Asked for by somebody; takes effect between servers. */
  isCancelling?: boolean
  isPausing?: boolean
  /** Its execution has ended for the sake of its history's length, and another is to go on with it. */
  isHandedOver?: boolean
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

export interface Policy extends CommandTimeouts {
  /** How many members may be out at once, counting those that are out for any other reason. */
  maxUnavailable: number
  /** For how long a server must be healthy before it counts. */
  minHealthySeconds: number
  deadlineSeconds: number
  onFailure: 'stop' | 'continue'
  /** Goes ahead although members are down; they are skipped and do not use the budget up. */
  includeUnhealthy: boolean
}

/** How servers are taken for a deployment. */
export interface DeploymentPolicy {
  /** How many servers are in progress at once; absent for as many as there are, within each cluster's own limit. */
  maxParallel?: number
  /** For how long a server's agent may take to hear of it, and then to be done. */
  deliveryTimeoutSeconds: number
  serverTimeoutSeconds: number
  deadlineSeconds: number
}

export interface Step {
  serverId: string
  /** Of a deployment: the cluster it was a member of when it was planned. */
  clusterId?: string
  /** Of a deployment: it should run nothing of it any more. */
  isRemoval?: true
  name: string
  status: StepStatus
  /** Why it failed or was skipped: a word for programs, a sentence for people. */
  cause?: { code: StepCause; message: string }
  commandGeneration?: number
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
  | 'application-failed'

export const defaultPolicy: Policy = {
  ...defaultTimeouts,
  maxUnavailable: 1,
  minHealthySeconds: 10,
  deadlineSeconds: 6 * 60 * 60,
  onFailure: 'stop',
  includeUnhealthy: false,
}

export const defaultDeploymentPolicy: DeploymentPolicy = {
  deliveryTimeoutSeconds: defaultTimeouts.deliveryTimeoutSeconds,
  serverTimeoutSeconds: defaultTimeouts.serverTimeoutSeconds,
  deadlineSeconds: 6 * 60 * 60,
}

export const isOfDeployment = (rollout: Rollout): rollout is DeploymentRollout => rollout.target.kind === 'deployment'

export const isFinished = ({ status }: Pick<Rollout, 'status'>): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled'

export const isStepFinished = ({ status }: Step): boolean =>
  status === 'done' || status === 'failed' || status === 'skipped'

export const rolloutNotFound = (id: string): DomainError =>
  new DomainError('rollout-not-found', `There is no rollout ${id}.`)

/** Whether an execution is to be started that nobody has started yet. */
export const isToBeExecuted = ({ status, isHandedOver }: Rollout): boolean =>
  status === 'pending' || (status === 'running' && isHandedOver === true)

/** A rollout as an update leaves it. */
export const rolloutAfter = ({ before, set }: { before: Rollout; set: object }): Rollout => ({
  ...before,
  ...set,
  version: before.version + 1,
})

/** The update of a rollout; holds only while nobody else has changed it. */
export const change = (rollout: Rollout, set: Partial<Omit<RolloutBase, 'tenant' | 'version'>>) =>
  ({ kind: 'update', entity: 'rollout', before: rollout, set }) as const
