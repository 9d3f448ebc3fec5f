/**
 * A command to restart or stop. It is part of the desired document, so it survives lost messages and restarts of the
 * control plane; the agent records its generation on disk before it acts, so it is carried out once; and after
 * `expiresAt` it is neither given out nor obeyed, so a runtime that comes back days later does not act on it.
 */
export interface Command {
  kind: 'restart' | 'stop'
  generation: number
  /** The rollout that gave it; absent for commands of one server and for changes of a cluster's membership. */
  rolloutId?: string
  orderedAt: string
  expiresAt: string
  /** When the server is given up on, all in all. */
  deadlineAt: string
  drainSeconds: number
  /** What the agent does with work still in flight when draining has taken its time. */
  onDrainTimeout: 'force' | 'fail'
  /** The boot the command is for; a restart has happened when another one reports. */
  bootId: string
  /** What ran before, by application: what must run again before the server counts as healthy. */
  baseline: Record<string, { status: string; digest: string; flowCount: number }>
  /** The flows that it hosts and that had failed before, by key: they need not run again. Absent where none had. */
  failedFlows?: readonly string[]
}

export interface CommandTimeouts {
  deliveryTimeoutSeconds: number
  drainTimeoutSeconds: number
  serverTimeoutSeconds: number
  onDrainTimeout: 'force' | 'fail'
}

/**
 * Terms of commands outside rollouts, and of rollouts unless their policy says otherwise. Delivery must outlast the longest check-in interval (300 s) with its jitter: an
 * agent cannot fetch a command sooner than it was told to come back.
 */
export const defaultTimeouts: CommandTimeouts = {
  deliveryTimeoutSeconds: 360,
  drainTimeoutSeconds: 30,
  serverTimeoutSeconds: 300,
  onDrainTimeout: 'force',
}
