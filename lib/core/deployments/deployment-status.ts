import { own } from '../own.ts'
import { isUp } from '../servers/server-status.ts'
import { effectiveVersions, type Deployment } from './deployment.ts'
import { liveTargets, serversOf, type TargetSnapshot } from './targets.ts'

export type DeploymentStatus = 'undeployed' | 'in-progress' | 'deployed' | 'failed' | 'deleting'

/**
 * How far a deployment is. In progress is what a rollout of its present revision owns; one that is past its time
 * has failed, whatever became of it.
 */
export function deploymentStatus({ status, revision, rollout }: Deployment, at: string): DeploymentStatus {
  if (status === 'deleting' || rollout?.revision !== revision) return status
  return at < rollout.deadlineAt ? 'in-progress' : 'failed'
}

/** Whether everything is as it was asked for: deployed, every application on every target, every target up. */
export function isReconciled(deployment: Deployment, snapshot: TargetSnapshot, at: string): boolean {
  if (deploymentStatus(deployment, at) !== 'deployed') return false
  const servers = serversOf(liveTargets(deployment, snapshot), snapshot)
  const versions = effectiveVersions(deployment)
  return (
    servers.length > 0 &&
    versions.length > 0 &&
    servers.every(
      ({ server, status }) =>
        isUp(status) &&
        versions.every(({ name, versionId }) => {
          const carried = own(server.observed?.applications, name)
          return carried?.versionId === versionId && (carried.status === 'started' || carried.status === 'stopped')
        }),
    )
  )
}
