import type { LockedResources } from '#core/deployments/end-deployment.ts'
import type { Rollout } from '#core/rollouts/rollout.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/**
 * Loads what a rollout has locked: its deployment, and the clusters of its target or its steps. Two requests at most. Whoever
 * ends a rollout releases them in the same change.
 */
export const loadLocked = useCase({
  effects: {
    reads: ['deployment'],
    readsMany: ['cluster'],
    updates: ['rollout', 'cluster', 'deployment'],
    deletes: ['deployment'],
  },
  async run({ read, readMany }, { target, steps }: Rollout): Promise<LockedResources> {
    const clusterIds = target.kind === 'cluster' ? [target.id] : steps.flatMap(({ clusterId }) => clusterId ?? [])
    return {
      deployment: target.kind === 'deployment' ? await read.deployment(target.id) : undefined,
      clusters: await readMany.cluster(clusterIds),
    }
  },
})
