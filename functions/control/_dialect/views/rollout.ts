import type { Rollout } from '#core/rollouts/rollout.ts'
import { publicTargetOf } from '#core/rollouts/rollout-events.ts'
import { progressOf } from '#core/rollouts/progress.ts'
import type { Server } from '#core/servers/server.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'

const Policy = t.object({
  maxUnavailable: t.int(),
  serverTimeoutSeconds: t.int(),
  drainTimeoutSeconds: t.int(),
  deliveryTimeoutSeconds: t.int(),
  minHealthySeconds: t.int(),
  deadlineSeconds: t.int(),
  onFailure: t.oneOf(['stop', 'continue']),
  onDrainTimeout: t.oneOf(['force', 'fail']),
  includeUnhealthy: t.boolean(),
})

const DeploymentPolicy = t.object({
  maxParallel: t.optional(t.int()),
  deliveryTimeoutSeconds: t.int(),
  serverTimeoutSeconds: t.int(),
  deadlineSeconds: t.int(),
})

/** What a caller may ask of a deployment's rollout; without `maxParallel` as many servers are taken as there are. */
export const DeploymentPolicyInput = t.strictObject({
  maxParallel: t.optional(t.int().check(t.minimum(1), t.maximum(500))),
  deliveryTimeoutSeconds: t.optional(t.int().check(t.minimum(10), t.maximum(86_400))),
  serverTimeoutSeconds: t.optional(t.int().check(t.minimum(10), t.maximum(86_400))),
  deadlineSeconds: t.optional(t.int().check(t.minimum(60), t.maximum(7 * 86_400))),
})

/** What a caller may ask of a rollout; the rest is as usual (docs/architecture.md, A rolling restart). */
export const PolicyInput = t.strictObject({
  maxUnavailable: t.optional(
    t.union([t.int().check(t.minimum(1), t.maximum(8)), t.string().check(t.regex(/^([1-9]\d?|100)%$/))]),
  ),
  serverTimeoutSeconds: t.optional(t.int().check(t.minimum(10), t.maximum(86_400))),
  drainTimeoutSeconds: t.optional(t.int().check(t.minimum(0), t.maximum(86_400))),
  deliveryTimeoutSeconds: t.optional(t.int().check(t.minimum(10), t.maximum(86_400))),
  minHealthySeconds: t.optional(t.int().check(t.minimum(0), t.maximum(3600))),
  deadlineSeconds: t.optional(t.int().check(t.minimum(60), t.maximum(7 * 86_400))),
  onFailure: t.optional(t.oneOf(['stop', 'continue'])),
  onDrainTimeout: t.optional(t.oneOf(['force', 'fail'])),
  includeUnhealthy: t.optional(t.boolean()),
})

const Step = t.object({
  serverId: t.string(),
  serverName: t.string(),
  status: t.oneOf(['waiting', 'ordered', 'done', 'failed', 'skipped']),
  /** Of a server in progress, from what its agent has reported so far. */
  phase: t.optional(t.oneOf(['delivering', 'draining', 'restarting', 'holding', 'deploying'])),
  cause: t.optional(t.object({ code: t.string(), message: t.string() })),
  times: t.record(t.string(), Instant),
})

export const RolloutView = t.object({
  id: t.string(),
  kind: t.oneOf(['restart', 'stop', 'deploy', 'redeploy', 'undeploy', 'delete']),
  target: t.object({ kind: t.oneOf(['cluster', 'deployment']), id: t.string(), name: t.string() }),
  status: t.oneOf(['pending', 'running', 'paused', 'succeeded', 'failed', 'cancelled']),
  isCancelling: t.boolean(),
  isPausing: t.boolean(),
  cause: t.optional(t.string()),
  policy: t.union([Policy, DeploymentPolicy]),
  servers: t.array(Step),
  requestedBy: t.string(),
  via: t.string(),
  createdAt: Instant,
  startedAt: t.optional(Instant),
  endedAt: t.optional(Instant),
  deadlineAt: Instant,
  /** Rises with every change: a watcher that has seen it has seen all before it. */
  version: t.int(),
})

export const rolloutView = (rollout: Rollout, servers: readonly Server[] = []): t.Of<typeof RolloutView> => ({
  id: rollout.id,
  kind: rollout.kind,
  target: publicTargetOf(rollout),
  status: rollout.status,
  isCancelling: rollout.isCancelling ?? false,
  isPausing: rollout.isPausing ?? false,
  cause: rollout.cause,
  policy: rollout.policy,
  servers: rollout.steps.map((step) => {
    const { serverId, name, status, cause } = step
    const { phase, times } = progressOf(
      step,
      servers.find(({ id }) => id === serverId),
      rollout,
    )
    return { serverId, serverName: name, status, phase, cause, times: t.present(times) }
  }),
  requestedBy: rollout.requestedBy,
  via: rollout.via,
  createdAt: rollout.createdAt,
  startedAt: rollout.startedAt,
  endedAt: rollout.endedAt,
  deadlineAt: rollout.deadlineAt,
  version: rollout.version,
})

export const PlanView = t.object({
  policy: Policy,
  order: t.array(t.string()),
  batches: t.array(t.array(t.string())),
  skipped: t.array(t.object({ serverId: t.string(), status: t.string() })),
  blockers: t.array(t.object({ code: t.string(), message: t.string(), rolloutId: t.optional(t.string()) })),
})
