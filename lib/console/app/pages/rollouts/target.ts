import { bareId, lastingId } from '../../api/ids.ts'

/**
 * Whether a rollout's target is the cluster or deployment that is shown. Clusters have the same ids in both APIs; of a deployment,
 * rollouts of its former content count too.
 */
export const isOfTarget = (shown: string, targetId: string): boolean =>
  shown === targetId || (shown !== bareId(shown) && lastingId(shown) === lastingId(targetId))
