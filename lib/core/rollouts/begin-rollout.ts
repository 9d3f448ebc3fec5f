import type { Actor } from '../actor.ts'
import type { Change } from '../change.ts'
import type { Cluster } from '../clusters/cluster.ts'
import { isDown, type ServerHealth } from '../servers/server-status.ts'
import { secondsAfter } from '../time.ts'
import type { Plan } from './plan-rollout.ts'
import { defaultPolicy, type Policy, type ClusterRollout, type Step } from './rollout.ts'

/** A rollout that is asked for: its id, and who asks. */
export interface Request {
  id: string
  actor: Actor
}

/** What is true of every rollout that is asked for, until an executor claims it. */
export const pending = (tenant: string, { id, actor }: Request, { deadlineSeconds }: { deadlineSeconds: number }) => ({
  tenant,
  id,
  version: 1,
  status: 'pending' as const,
  epoch: 1,
  requestedBy: actor.name,
  via: actor.via,
  createdAt: actor.at,
  deadlineAt: secondsAfter(actor.at, deadlineSeconds),
})

/** What a rollout owns stays its own a little longer than it may take, so that its end is always its own. */
export const lockedUntil = ({ deadlineAt }: { deadlineAt: string }): string => secondsAfter(deadlineAt, 15 * 60)

/** The rollout that a plan becomes, and the change that begins it: the cluster is its own from the same write on. */
export function beginRestart(cluster: Cluster, members: readonly ServerHealth[], plan: Plan, request: Request) {
  const nameOf = (id: string) => members.find(({ server }) => server.id === id)?.server.name ?? id
  const steps: Step[] = [
    ...plan.skipped.map(({ serverId, status }) => skipped(serverId, nameOf(serverId), status, request.actor.at)),
    ...plan.order.map((serverId) => waiting(serverId, nameOf(serverId))),
  ]
  return beginRollout(cluster, 'restart', steps, plan.policy, request, { lastRestartedAt: request.actor.at })
}

/** A stop takes all members that run or are coming up, at once: a cluster is stopped as a whole. */
export function beginStop(cluster: Cluster, members: readonly ServerHealth[], request: Request) {
  const steps: Step[] = members.map(({ server, status }) =>
    isDown(status) ? skipped(server.id, server.name, status, request.actor.at) : waiting(server.id, server.name),
  )
  const policy: Policy = {
    ...defaultPolicy,
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
  request: Request,
  set: Partial<Cluster>,
) {
  const rollout: ClusterRollout = {
    ...pending(cluster.tenant, request, policy),
    kind,
    target: { kind: 'cluster', id: cluster.id, name: cluster.name },
    policy,
    steps,
  }
  const { id } = rollout
  const change = [
    { kind: 'create', entity: 'rollout', item: rollout, taken: 'version-conflict', message: 'The id is taken.' },
    {
      kind: 'update',
      entity: 'cluster',
      before: cluster,
      set: {
        ...set,
        rollout: { id, kind, deadlineAt: lockedUntil(rollout) },
        updatedAt: request.actor.at,
        updatedBy: request.actor.name,
      },
    },
  ] as const satisfies Change
  return { after: rollout, change }
}
