import { hostsFlows, leaseEndsAt } from '#core/servers/lease.ts'
import type { ServerHealth } from '#core/servers/server-status.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'

const Application = t.object({
  name: t.string(),
  status: t.oneOf(['initialised', 'started', 'stopped', 'failed', 'disposed']),
  cause: t.optional(t.string()),
  /** Of what a deployment put there. */
  versionId: t.optional(t.string()),
})

export const ServerView = t.object({
  id: t.string(),
  name: t.string(),
  status: t.oneOf(['unknown', 'stopped', 'waiting-for-restart', 'starting', 'ok', 'warn']),
  agentUrl: t.string(),
  hostIp: t.string(),
  runtimeVersion: t.string(),
  clusterId: t.optional(t.string()),
  /** Rises with every change of what the server is wanted to be. */
  desiredGeneration: t.int(),
  /** What its agent last said, and until when it counts as heard; absent before its first check-in. */
  lease: t.optional(
    t.object({
      status: t.oneOf(['starting', 'running', 'draining', 'restarting', 'stopped']),
      observedGeneration: t.int(),
      lastSeenAt: Instant,
      endsAt: Instant,
      /** Whether flows can be placed on it: its agent says that it runs them. */
      hostsFlows: t.boolean(),
    }),
  ),
  startedAt: t.optional(Instant),
  /** As its agent last reported them. */
  applications: t.array(Application),
  createdAt: Instant,
  createdBy: t.string(),
})

export function serverView({ server, lease, status }: ServerHealth): t.Of<typeof ServerView> {
  const { id, name, agentUrl, hostIp, runtimeVersion, clusterId, desired, observed, createdAt, createdBy } = server
  return {
    id,
    name,
    status,
    agentUrl,
    hostIp,
    runtimeVersion,
    clusterId,
    desiredGeneration: desired.generation,
    lease: lease && {
      status: lease.status,
      observedGeneration: lease.observedGeneration,
      lastSeenAt: lease.lastSeenAt,
      endsAt: leaseEndsAt(lease),
      hostsFlows: hostsFlows(lease),
    },
    startedAt: observed?.startedAt,
    applications: Object.entries(observed?.applications ?? {}).map(([application, one]) => ({
      name: application,
      status: one.status,
      cause: one.cause,
      versionId: one.versionId,
    })),
    createdAt,
    createdBy,
  }
}
