import { own } from '../own.ts'
import { secondsAfter } from '../time.ts'
import { updateDesired } from '../servers/command-server.ts'
import type { DesiredApplication, Server } from '../servers/server.ts'
import type { DeploymentRollout, Step } from '../rollouts/rollout.ts'

/** Whether a rollout has written what it wants of a server; each writes each of its servers once, even to change nothing. */
export const isPlaced = ({ desired: { deployments } }: Server, rollout: DeploymentRollout): boolean =>
  deployments?.[rollout.target.id]?.rolloutId === rollout.id

/** Until when news of a server are awaited, from when it was taken: for its agent to hear of it, and then to be done. */
export const awaitedUntil = ({ policy }: DeploymentRollout, { times }: Step, at: string): string =>
  secondsAfter(times.orderedAt ?? at, policy.deliveryTimeoutSeconds + policy.serverTimeoutSeconds)

/**
 * What a rollout wants of a server: the deployment's versions, or, on one that it leaves, nothing of it any more. What
 * other deployments or the runtime's host put there is left alone, but for an application of the same name, which is
 * replaced. `deploy` leaves alone what is there as asked; the others begin again.
 */
export function placeOn(server: Server, rollout: DeploymentRollout, step: Step, at: string) {
  const { id } = rollout.target
  const before = server.desired.applications
  const others = Object.entries(before).filter(([, one]) => one.deploymentId !== id)
  const wanted = step.isRemoval
    ? []
    : rollout.applications.map(({ name, versionId }): [string, DesiredApplication] => [
        name,
        (rollout.kind === 'deploy' && kept(server, id, name, versionId)) || {
          versionId,
          deploymentId: id,
          placement: rollout.id,
        },
      ])
  const awaited = Object.entries(server.desired.deployments ?? {}).filter(([, { deadlineAt }]) => at < deadlineAt)
  return updateDesired(
    server,
    {
      applications: { ...Object.fromEntries(others), ...Object.fromEntries(wanted) },
      deployments: {
        ...Object.fromEntries(awaited),
        [id]: { rolloutId: rollout.id, deadlineAt: awaitedUntil(rollout, step, at) },
      },
    },
    { name: rollout.requestedBy },
  )
}

/** What is there already as it is asked for, and well. */
function kept(server: Server, deploymentId: string, name: string, versionId: string): DesiredApplication | undefined {
  const desired = own(server.desired.applications, name)
  const observed = own(server.observed?.applications, name)
  const isThere = desired?.deploymentId === deploymentId && desired.versionId === versionId
  const isWell = observed?.placement === desired?.placement && observed?.status !== 'failed'
  return isThere && isWell ? desired : undefined
}
