import type { Hosting } from '../flows/hosting.ts'
import { isLive, type Lease } from '../servers/lease.ts'
import { hasRestarted, isAcknowledged } from '../servers/server-command.ts'
import type { Server, ServerApplication } from '../servers/server.ts'
import { isStepFinished, type ClusterRollout, type Step, type StepCause } from './rollout.ts'
import { unhealthyReason } from './unhealthy-reason.ts'

/**
 * How a server stands in a rollout. `await`: look again when its agent reports something, or after so many seconds at
 * the latest. `hold`: it is healthy and must stay so; look again after so many seconds. `over`: with this outcome.
 */
export type Verdict =
  | { next: 'await'; seconds: number }
  | { next: 'hold'; seconds: number }
  | { next: 'over'; outcome: Pick<Step, 'status' | 'cause' | 'times'>; withdraws?: true }

/** An agent that drains gets this much longer than it was given before it is given up on. */
const drainGraceSeconds = 30

/** Reports of hosted flows wake nobody: so often it is looked whether they are back. */
const flowsSeconds = 5

export interface Evidence {
  server: Server | undefined
  lease: Lease | undefined
  applications: readonly ServerApplication[]
  /** The flows that it hosts. */
  hostings: readonly Hosting[]
}

/** Judges a step that has been ordered, from what is known now. Four deadlines, four causes; see the checklist in the tests. */
export function judgeStep(
  rollout: ClusterRollout,
  step: Step,
  { server, lease, applications, hostings }: Evidence,
  at: string,
): Verdict {
  if (isStepFinished(step)) return { next: 'over', outcome: step }
  const over = (status: Step['status'], code?: StepCause, message = ''): Verdict => ({
    next: 'over',
    outcome: { status, cause: code && { code, message }, times: { ...timesOf(server), endedAt: at } },
  })
  if (!server || server.clusterId !== rollout.target.id)
    return over('skipped', 'left', 'It left the cluster meanwhile.')
  const { observed, desired } = server
  const { command } = desired
  if (!command || !observed || command.generation !== step.commandGeneration) {
    return over('skipped', 'superseded', 'Another command took the place of this one.')
  }
  const fail = (code: StepCause, message: string) => over('failed', code, message)
  const { isPast, secondsTo } = clockAt(at)

  if (!isAcknowledged(server)) {
    if (rollout.isCancelling)
      return { ...over('skipped', 'cancelled', 'The command was withdrawn.'), withdraws: true } as Verdict
    if (isPast(command.expiresAt)) {
      return fail(
        'delivery-timeout',
        `Its agent did not fetch the command within ${rollout.policy.deliveryTimeoutSeconds} s; it has expired.`,
      )
    }
    return { next: 'await', seconds: secondsTo(command.expiresAt) }
  }
  if (observed.commandFailure?.generation === command.generation)
    return fail('drain-timeout', observed.commandFailure.cause)
  const { deliveredAt, downAt } = observed.timeline ?? { deliveredAt: command.orderedAt }
  if (downAt === undefined) {
    const drainSeconds = command.drainSeconds + drainGraceSeconds
    if (isPast(deliveredAt, drainSeconds))
      return fail('drain-timeout', `It was not drained within ${command.drainSeconds} s.`)
    return { next: 'await', seconds: secondsTo(deliveredAt, drainSeconds) }
  }
  if (command.kind === 'stop') return over('done')

  const { serverTimeoutSeconds, minHealthySeconds } = rollout.policy
  const isLate = isPast(downAt, serverTimeoutSeconds)
  const untilLate = secondsTo(downAt, serverTimeoutSeconds)
  if (!hasRestarted(server)) {
    return isLate
      ? fail('server-timeout', `It did not run again within ${serverTimeoutSeconds} s.`)
      : { next: 'await', seconds: untilLate }
  }
  const sick = unhealthyReason({ command, observed, desired, applications, hostings })
  if (sick && (sick.isFinal || isLate)) return fail('unhealthy', sick.message)
  if (sick) return sick.isOfHostedFlow ? untilFlowsRun(untilLate) : { next: 'await', seconds: untilLate }

  // Health counts from the last report that changed something, and needs a sign of life at its end.
  const healthyAt = observed.changedAt
  const held = Date.parse(healthyAt) + minHealthySeconds * 1000
  const isHeld = lease?.bootId === observed.bootId && Date.parse(lease.lastSeenAt) >= held
  if (isHeld)
    return { next: 'over', outcome: { status: 'done', times: { ...timesOf(server), healthyAt, endedAt: at } } }
  if (isLate && !isLive(lease, at)) return fail('server-timeout', 'It went silent after it had come back.')
  return { next: 'hold', seconds: Math.min(untilLate, Math.max(1, Math.ceil((held - Date.parse(at)) / 1000))) }
}

const untilFlowsRun = (untilLate: number): Verdict => ({ next: 'hold', seconds: Math.min(untilLate, flowsSeconds) })

/** How instants, and so many seconds after them, stand to the present. */
const clockAt = (at: string) => ({
  isPast: (instant: string, more = 0) => Date.parse(at) >= Date.parse(instant) + more * 1000,
  secondsTo: (instant: string, more = 0) =>
    Math.max(1, Math.ceil((Date.parse(instant) - Date.parse(at)) / 1000 + more)),
})

const timesOf = (server: Server | undefined): Step['times'] => {
  const { deliveredAt, downAt, upAt } = server?.observed?.timeline ?? {}
  return { deliveredAt, downAt, upAt }
}

/**
 * Whether a change of a server is one its step waits for: the command was taken up, which begins another deadline; it came
 * back, changed while it was back, went for good, or left. Draining and going are passed by.
 */
export function isSignificantChange(before: Server | undefined, after: Server | undefined): boolean {
  const command = before?.desired.command
  if (!before || !command?.rolloutId) return false
  if (!after || after.clusterId !== before.clusterId) return true
  if (after.desired.command?.generation !== command.generation) return true
  if (after.observed === undefined || !isAcknowledged(after)) return false
  if (!isAcknowledged(before) || after.observed.commandFailure?.generation === command.generation) return true
  return command.kind === 'stop' ? after.observed.timeline?.downAt !== undefined : hasRestarted(after)
}
