import { own } from '../own.ts'
import type { Server } from '../servers/server.ts'
import { isDown, type ServerHealth } from '../servers/server-status.ts'
import type { DeploymentRollout, Step, StepCause } from '../rollouts/rollout.ts'
import { awaitedUntil, isPlaced } from './place.ts'

type Outcome = Pick<Step, 'status' | 'cause' | 'times'>

/**
 * How a step in progress ended, from what its server reports; undefined while it is not over. A server that is down is
 * skipped: what is wanted of it stands in its document, and it comes to it by itself.
 */
export function judgePlacement(
  rollout: DeploymentRollout,
  step: Step,
  watched: ServerHealth | undefined,
  at: string,
): Outcome | undefined {
  const over = (status: Step['status'], code?: StepCause, message = ''): Outcome => ({
    status,
    cause: code && { code, message },
    times: { endedAt: at },
  })
  const server = watched?.server
  if (!server || server.clusterId !== step.clusterId) {
    return over(
      'skipped',
      'left',
      step.clusterId ? 'It left the cluster meanwhile.' : 'It joined a cluster or is gone.',
    )
  }
  if (!isPlaced(server, rollout)) return at < rollout.deadlineAt ? undefined : tooLate(over)
  const { pending, failures } = findings(server, rollout, step)
  if (pending.length === 0) {
    const [failure] = failures
    return failure ? over('failed', 'application-failed', failures.join(' ')) : over('done')
  }
  if (isDown(watched.status)) {
    return over('skipped', 'down', `It is ${watched.status}; it comes to what is wanted by itself when it is back.`)
  }
  if (at >= rollout.deadlineAt) return tooLate(over)
  return at >= awaitedUntil(rollout, step, at) ? over('failed', 'server-timeout', pending.join(' ')) : undefined
}

const tooLate = (over: (status: Step['status'], code: StepCause, message: string) => Outcome): Outcome =>
  over('failed', 'deadline', 'The rollout reached its deadline.')

/** What is not there yet or not gone yet, and what has failed, as sentences. */
function findings({ desired, observed }: Server, { target, applications }: DeploymentRollout, step: Step) {
  const pending: string[] = []
  const failures: string[] = []
  for (const { name } of step.isRemoval ? [] : applications) {
    const wanted = own(desired.applications, name)
    // Another deployment has put its own version in its place since.
    if (wanted?.deploymentId !== target.id) continue
    const found = own(observed?.applications, name)
    if (found?.placement !== wanted.placement) pending.push(`Application ${name} has not arrived.`)
    else if (found?.status === 'failed') failures.push(`Application ${name} failed: ${found.cause ?? 'no cause given'}`)
    else if (found?.status !== (wanted.state ?? 'started')) pending.push(`Application ${name} is ${found?.status}.`)
  }
  for (const [name, found] of Object.entries(observed?.applications ?? {})) {
    const isToGo = found.placement !== undefined && own(desired.applications, name)?.versionId === undefined
    if (isToGo) pending.push(`Application ${name} is not gone yet.`)
  }
  return { pending, failures }
}
