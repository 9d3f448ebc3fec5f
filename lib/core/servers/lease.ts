import { secondsAfter } from '../time.ts'
import type { RuntimeStatus } from './server.ts'

/**
 * An agent's lease: when it was last heard, and what its next check-in must be told. One small item (under 1 kB), since
 * every check-in writes it; it carries the desired generation, so that an idle check-in needs nothing else. Whether a
 * server is up is derived from it when read.
 */
export interface Lease {
  tenant: string
  agentId: string
  /** SHA-256 of the agent's secret; during a rotation the former one holds until `formerSecretUntil` too. */
  secretHash: string
  formerSecretHash?: string
  formerSecretUntil?: string
  serverId?: string
  bootId: string
  seq: number
  status: RuntimeStatus
  observedGeneration: number
  desiredGeneration: number
  /** Rises with what the server is to host of flows; absent while it is to host none. */
  flowsGeneration?: number
  /** Which of them the agent has said that it has; absent of one that hosts no flows. */
  observedFlowsGeneration?: number
  lastSeenAt: string
  /** The longest pause the last answer can have told the agent to make, when it was not polling fast. */
  intervalSeconds: number
  /** From `fastPollFrom` until `fastPollUntil` the agent comes every `fastPollSeconds`: its server is in a rollout. */
  fastPollFrom?: string
  fastPollUntil?: string
  /** When a reader last asked for metrics, and when some came. */
  metricsRequestedAt?: string
  metricsAt?: string
  /** What the sweep last turned into an event. */
  announced?: 'up' | 'down'
}

/** Whether its agent hosts flows, by what it said last. */
export const hostsFlows = ({ observedFlowsGeneration }: Lease): boolean => observedFlowsGeneration !== undefined

/** How many agents there are, as the sweep last counted them. */
export interface Fleet {
  tenant: string
  name: 'fleet'
  count: number
  countedAt: string
}

export const fastPollSeconds = 2
/** Agents are spread so that all of them together check in this often per second at most. */
const checkInsPerSecond = 250
const shortestSeconds = 15
const longestSeconds = 300
const jitter = 0.1

/** The pause between check-ins of an agent nobody requestsMetrics. A pure function of the fleet's size: the server decides. */
export const idleSeconds = (agents: number): number =>
  Math.min(longestSeconds, Math.max(shortestSeconds, agents / checkInsPerSecond))

/** `idleSeconds` with ± 10 %, so that agents that started together drift apart; `random` is in [0, 1). */
export const jittered = (seconds: number, random: number): number => seconds * (1 - jitter + 2 * jitter * random)

export const longestPause = (agents: number): number => Math.ceil(idleSeconds(agents) * (1 + jitter))

export const isFastPolling = ({ fastPollUntil }: Lease, at: string): boolean =>
  fastPollUntil !== undefined && at < fastPollUntil

/**
 * The pause the agent was told to make at its last check-in. One that came within moments of being told to poll fast may have been
 * answered before: it counts as told the longer one.
 */
export const expectedIntervalSeconds = ({
  lastSeenAt,
  fastPollFrom,
  fastPollUntil,
  intervalSeconds,
}: Lease): number => {
  if (fastPollFrom === undefined || fastPollUntil === undefined) return intervalSeconds
  const isAfter = lastSeenAt >= secondsAfter(fastPollFrom, fastPollSeconds)
  return isAfter && lastSeenAt < fastPollUntil ? fastPollSeconds : intervalSeconds
}

/** A lease lasts three promised pauses and ten seconds from the last check-in. */
export const leaseEndsAt = (lease: Lease): string =>
  secondsAfter(lease.lastSeenAt, 3 * expectedIntervalSeconds(lease) + 10)

export const isLive = (lease: Lease | undefined, at: string): lease is Lease =>
  lease !== undefined && at < leaseEndsAt(lease)
