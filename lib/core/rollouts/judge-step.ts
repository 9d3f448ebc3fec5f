import { own } from '../own.ts'
import { isLive, type Lease } from '../servers/lease.ts'
import type { Command } from '../servers/command.ts'
import { hasRestarted, isAcknowledged } from '../servers/server-command.ts'
import type { Observed, Server, ServerApplication } from '../servers/server.ts'
import { isStepFinished, type ClusterRollout, type Step, type StepCause } from './rollout.ts'

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

export interface Evidence {
  server: Server | undefined
  lease: Lease | undefined
  applications: readonly ServerApplication[]
}

/** Judges a step that has been ordered, from what is known now. Four deadlines, four causes; see the checklist in the tests. */
export function judgeStep(
  rollout: ClusterRollout,
  step: Step,
  { server, lease, applications }: Evidence,
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
  const sick = unhealthyReason(command, observed, server, applications)
  if (sick) return sick.isFinal || isLate ? fail('unhealthy', sick.message) : { next: 'await', seconds: untilLate }

  // Health counts from the last report that changed something, and needs a sign of life at its end.
  const healthyAt = observed.changedAt
  const held = Date.parse(healthyAt) + minHealthySeconds * 1000
  const isHeld = lease?.bootId === observed.bootId && Date.parse(lease.lastSeenAt) >= held
  if (isHeld)
    return { next: 'over', outcome: { status: 'done', times: { ...timesOf(server), healthyAt, endedAt: at } } }
  if (isLate && !isLive(lease, at)) return fail('server-timeout', 'It went silent after it had come back.')
  return { next: 'hold', seconds: Math.min(untilLate, Math.max(1, Math.ceil((held - Date.parse(at)) / 1000))) }
}

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

/** What keeps a server that runs from being healthy: an application or a flow that is not as it was, or as it is to be. */
function unhealthyReason(
  command: Command,
  observed: Observed,
  { desired }: Server,
  reported: readonly ServerApplication[],
): { message: string; isFinal: boolean } | undefined {
  for (const [name, former] of Object.entries(command.baseline)) {
    if (former.status === 'failed') continue
    const now = own(observed.applications, name)
    if (!now) return { message: `Application ${name} is not back.`, isFinal: false }
    if (now.status === 'failed')
      return { message: `Application ${name} failed: ${now.cause ?? 'no cause given'}.`, isFinal: true }
    const wanted = own(desired.applications, name)?.state ?? former.status
    if (now.status !== wanted)
      return { message: `Application ${name} is ${now.status}, not ${wanted}.`, isFinal: false }
    if (now.digest === former.digest) continue
    if (now.running + now.paused + now.stopped < former.flowCount) {
      return { message: `Application ${name} has lost flows.`, isFinal: false }
    }
    const flows = wanted === 'started' ? (reported.find((one) => one.name === name)?.flows ?? []) : []
    const asked = own(desired.applications, name)?.flows
    const idle = flows.find((flow) => flow.status !== (own(asked, flow.name) ?? 'running'))
    if (idle) return { message: `Flow ${idle.name} of application ${name} is ${idle.status}.`, isFinal: false }
  }
  return undefined
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
