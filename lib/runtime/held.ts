import type { Held } from '#core/deployments/end-deployment.ts'
import type { Rollout } from '#core/rollouts/rollout.ts'
import type { Context } from './context.ts'

/** Reading of what a rollout holds. An operation or task declares `holding` among its effects to use it. */
export const holding = {
  reads: ['rollout', 'deployment'],
  readsMany: ['cluster'],
  updates: ['rollout', 'cluster', 'deployment'],
  deletes: ['deployment'],
} as const

/** What a rollout holds: its deployment, and the clusters of its target or its steps. Two requests at most. */
export async function readHeld(
  { read, readMany }: Pick<Context<typeof holding>, 'read' | 'readMany'>,
  { target, steps }: Rollout,
): Promise<Held> {
  const clusterIds = target.kind === 'cluster' ? [target.id] : steps.flatMap(({ clusterId }) => clusterId ?? [])
  return {
    deployment: target.kind === 'deployment' ? await read.deployment(target.id) : undefined,
    clusters: await readMany.cluster(clusterIds),
  }
}
