import { rolloutOf, type Cluster } from '../clusters/cluster.ts'
import { isUp, type ServerHealth } from '../servers/server-status.ts'
import { defaultPolicy, type Policy } from './rollout.ts'

/** Why a rollout cannot begin now. */
export interface Blocker {
  code: 'rollout-in-progress' | 'members-down' | 'nothing-up'
  message: string
  rolloutId?: string
}

export interface Plan {
  policy: Policy
  /** Server ids, in the order in which they are taken. */
  order: string[]
  batches: string[][]
  skipped: { serverId: string; status: string }[]
  blockers: Blocker[]
}

export type PolicyInput = Partial<Omit<Policy, 'maxUnavailable'>> & { maxUnavailable?: number | string }

/** A number as it is, or a share of the members as `n%`: rounded down, never below one. */
const maxUnavailableOf = (wanted: number | string | undefined, members: number): number =>
  typeof wanted === 'string'
    ? Math.max(1, Math.floor((members * Number(wanted.replace('%', ''))) / 100))
    : (wanted ?? defaultPolicy.maxUnavailable)

/**
 * What a rolling restart would do, and what stands in its way; nothing is written. Members that are down are skipped: a
 * runtime that is not there cannot be restarted. The member that joined first, which leads the cluster, comes last.
 */
export function planRestart(cluster: Cluster, members: readonly ServerHealth[], wanted: PolicyInput, at: string): Plan {
  const policy: Policy = {
    ...defaultPolicy,
    ...wanted,
    maxUnavailable: maxUnavailableOf(wanted.maxUnavailable, members.length),
  }
  const [first, ...others] = cluster.memberIds
  const byName = others
    .map((id) => ({ id, name: members.find(({ server }) => server.id === id)?.server.name ?? '' }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ id }) => id)
  const statusOf = (id: string) => members.find(({ server }) => server.id === id)?.status ?? 'unknown'
  const inOrder = first === undefined ? byName : [...byName, first]
  const order = inOrder.filter((id) => isUp(statusOf(id)))
  const down = inOrder.filter((id) => !isUp(statusOf(id)))
  const budget = policy.includeUnhealthy ? policy.maxUnavailable : policy.maxUnavailable - down.length
  const size = Math.max(1, budget)
  return {
    policy,
    order,
    batches: Array.from({ length: Math.ceil(order.length / size) }, (_, index) =>
      order.slice(index * size, (index + 1) * size),
    ),
    skipped: down.map((serverId) => ({ serverId, status: statusOf(serverId) })),
    blockers: blockersOf(cluster, order, down, budget, policy, at),
  }
}

function blockersOf(
  cluster: Cluster,
  order: string[],
  down: string[],
  budget: number,
  policy: Policy,
  at: string,
): Blocker[] {
  const holder = rolloutOf(cluster, at)
  const blockers: Blocker[] = []
  if (holder) {
    blockers.push({
      code: 'rollout-in-progress',
      message: `Rollout ${holder.id} (${holder.kind}) owns cluster ${cluster.name}.`,
      rolloutId: holder.id,
    })
  }
  if (order.length === 0) blockers.push({ code: 'nothing-up', message: `No node of cluster ${cluster.name} is up.` })
  else if (budget <= 0) {
    blockers.push({
      code: 'members-down',
      message: `${down.length} of ${cluster.memberIds.length} nodes are down already; at most ${policy.maxUnavailable} may be out at once.`,
    })
  }
  return blockers
}
