import type { Answer } from '../../api/client.ts'
import { bareId, lastingId } from '../../api/ids.ts'

type Rollout = Answer<'GET /v1/rollouts'>['rollouts'][number]

/** What rollouts are looked for: those of a cluster or deployment, and those that any of some servers take part in. */
export interface Concerned {
  targetId?: string
  serverIds?: readonly string[]
}

/** Whether a rollout is of what is shown, or leads over it: a deployment's goes over the servers of the clusters it is on. */
export const concerns =
  ({ targetId, serverIds = [] }: Concerned) =>
  ({ target, servers }: Pick<Rollout, 'target' | 'servers'>): boolean => {
    const bare = new Set(serverIds.map(bareId))
    return (
      (targetId !== undefined && isOfTarget(targetId, target.id)) || servers.some(({ serverId }) => bare.has(serverId))
    )
  }

/**
 * Whether a rollout's target is the cluster or deployment that is shown. Clusters have the same ids in both APIs; of a deployment,
 * rollouts of its former content count too.
 */
export const isOfTarget = (shown: string, targetId: string): boolean =>
  shown === targetId || (shown !== bareId(shown) && lastingId(shown) === lastingId(targetId))
