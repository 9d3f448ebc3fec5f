import type { Delete, Update } from '../change.ts'
import { releaseClusters } from '../clusters/release.ts'
import type { DeploymentRollout, RolloutStatus } from '../rollouts/rollout.ts'
import type { Cluster } from '../clusters/cluster.ts'
import type { Deployment } from './deployment.ts'

/** What a rollout of a deployment holds until it ends. */
export interface LockedResources {
  deployment: Deployment | undefined
  clusters: readonly Cluster[]
}

/**
 * What the end of a rollout means for its deployment: how it stands, what of it may still be where, and that its clusters
 * are free. A tombstone ends with the deployment gone, however it went: what is wanted of servers that were not reached
 * stands in their documents. One that was updated meanwhile keeps the status of its update.
 */
export function endDeployment(
  { id, kind, revision, steps }: DeploymentRollout,
  { deployment, clusters }: LockedResources,
  status: RolloutStatus,
  cause: string | undefined,
): { change: (Update<'deployment' | 'cluster'> | Delete<'deployment'>)[] } {
  const { change: freed } = releaseClusters(clusters, id)
  if (deployment?.rollout?.id !== id) return { change: freed }
  if (kind === 'delete') return { change: [{ kind: 'delete', entity: 'deployment', before: deployment }, ...freed] }
  const isDone = status === 'succeeded'
  const settled = isDone ? (kind === 'undeploy' ? 'undeployed' : 'deployed') : 'failed'
  const isPresent = deployment.revision === revision
  const staying = steps.filter(({ isRemoval }) => !isRemoval)
  const placed = {
    serverIds: staying.filter(({ clusterId }) => !clusterId).map(({ serverId }) => serverId),
    clusterIds: [...new Set(staying.flatMap(({ clusterId }) => clusterId ?? []))],
  }
  const set = {
    rollout: undefined,
    ...(isPresent ? ({ status: settled, cause } as const) : {}),
    ...(isDone ? { placed } : {}),
  }
  return { change: [{ kind: 'update', entity: 'deployment', before: deployment, set }, ...freed] }
}

/** A rollout of which nothing came to its end has not succeeded: nobody took it. */
export const hadNoTargets = ({ steps }: Pick<DeploymentRollout, 'steps'>): boolean =>
  steps.some(({ isRemoval }) => !isRemoval) && steps.every(({ status, isRemoval }) => status === 'skipped' || isRemoval)
