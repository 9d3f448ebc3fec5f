import type { Change } from '../change.ts'
import type { Cluster } from '../clusters/cluster.ts'
import type { Watched } from '../servers/server-status.ts'
import type { Plan } from './plan-rollout.ts'
import { usualPolicy, type Policy, type ClusterRollout, type Step } from './rollout.ts'

/** Who asks for a rollout, when, and through which API. */
export interface Request {
  id: string
  at: string
  by: string
  via: string
}

/** The rollout that a plan becomes, and the change that begins it: the cluster is its own from the same write on. */
export function beginRestart(cluster: Cluster, members: readonly Watched[], plan: Plan, request: Request) {
  const nameOf = (id: string) => members.find(({ server }) => server.id === id)?.server.name ?? id
  const steps: Step[] = [
    ...plan.skipped.map(({ serverId, status }) => skipped(serverId, nameOf(serverId), status, request.at)),
    ...plan.order.map((serverId) => waiting(serverId, nameOf(serverId))),
  ]
  return beginRollout(cluster, 'restart', steps, plan.policy, request, { lastRestartedAt: request.at })
}

/** A stop takes all members that run or are coming up, at once: a cluster is stopped as a whole. */
export function beginStop(cluster: Cluster, members: readonly Watched[], request: Request) {
  const steps: Step[] = members.map(({ server, status }) =>
    status === 'stopped' || status === 'unknown'
      ? skipped(server.id, server.name, status, request.at)
      : waiting(server.id, server.name),
  )
  const policy: Policy = {
    ...usualPolicy,
    maxUnavailable: members.length,
    onFailure: 'continue',
    includeUnhealthy: true,
  }
  return beginRollout(cluster, 'stop', steps, policy, request, {})
}

const waiting = (serverId: string, name: string): Step => ({ serverId, name, status: 'waiting', times: {} })

const skipped = (serverId: string, name: string, was: string, at: string): Step => ({
  ...waiting(serverId, name),
  status: 'skipped',
  cause: { code: 'down', message: `It was ${was} when the rollout began.` },
  times: { endedAt: at },
})

function beginRollout(
  cluster: Cluster,
  kind: ClusterRollout['kind'],
  steps: Step[],
  policy: Policy,
  { id, at, by, via }: Request,
  set: Partial<Cluster>,
) {
  const deadlineAt = new Date(Date.parse(at) + policy.deadlineSeconds * 1000).toISOString()
  const rollout: ClusterRollout = {
    tenant: cluster.tenant,
    id,
    version: 1,
    kind,
    target: { kind: 'cluster', id: cluster.id, name: cluster.name },
    policy,
    status: 'pending',
    epoch: 1,
    steps,
    requestedBy: by,
    via,
    createdAt: at,
    deadlineAt,
  }
  // The cluster is held a little longer than the rollout may take, so that its end is always its own.
  const heldUntil = new Date(Date.parse(deadlineAt) + 15 * 60 * 1000).toISOString()
  const change = [
    { kind: 'create', entity: 'rollout', item: rollout, taken: 'changed-meanwhile', message: 'The id is taken.' },
    {
      kind: 'update',
      entity: 'cluster',
      before: cluster,
      set: { ...set, rollout: { id, kind, deadlineAt: heldUntil }, updatedAt: at, updatedBy: by },
    },
  ] as const satisfies Change
  return { rollout, change }
}
