import type { Actor } from '../actor.ts'
import type { Change } from '../change.ts'
import type { Rollout } from '../rollouts/rollout.ts'
import { supersede } from '../rollouts/end-rollout.ts'
import { freeName } from '../names.ts'
import type { ServerHealth } from '../servers/server-status.ts'
import type { Cluster } from './cluster.ts'
import { leave } from './form-cluster.ts'

/**
 * Ends a cluster: its members leave and restart alone, its name is free at once, and a rollout that owns it is
 * cancelled in the same transaction, so nothing goes on for a cluster that is gone.
 */
export function disbandCluster(
  cluster: Cluster,
  members: readonly ServerHealth[],
  rollout: Rollout | undefined,
  actor: Actor,
) {
  const change = [
    { kind: 'delete', entity: 'cluster', before: cluster },
    freeName('cluster', cluster),
    ...members.map((member) => leave(member, actor)),
    ...(rollout ? [supersede(rollout, `Cluster ${cluster.name} was disbanded by ${actor.name}.`, actor.at)] : []),
  ] as const satisfies Change
  return { change }
}
