import type { Update } from '../change.ts'
import type { Cluster } from './cluster.ts'

/** Frees the clusters that a rollout holds; one that is held by another is left unchanged. */
export const releaseClusters = (clusters: readonly Cluster[], rolloutId: string): { change: Update<'cluster'>[] } => ({
  change: clusters
    .filter(({ rollout }) => rollout?.id === rolloutId)
    .map((before) => ({ kind: 'update', entity: 'cluster', before, set: { rollout: undefined } })),
})
