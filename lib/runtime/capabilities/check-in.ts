import { defaultTenant } from '#core/tenants.ts'
import { fastPollSeconds, idleSeconds, isFastPolling, jittered, longestPause, type Lease } from '#core/servers/lease.ts'
import { checkIn, type CheckIn } from '#store/leases.ts'
import { read } from '#store/read.ts'
import { ttlCache } from '../credentials/ttl-cache.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import type { Call, Capability, Context, Scope, Services } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Renews the caller's own lease: the write itself proves the agent's credential. */
    checksIn?: true
  }
}

/** What an agent's check-in says of itself; who it is stands in its credential. */
type AgentCheckIn = Pick<
  CheckIn,
  'bootId' | 'seq' | 'status' | 'observedGeneration' | 'observedFlowsGeneration' | 'metricsAt'
>

interface CheckedIn {
  lease: Lease
  /** How long the agent is to wait before it checks in again. */
  nextSeconds: number
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** Renews the calling agent's lease. Only with the effect `checksIn`; call it before anything else. */
    checkIn: E['checksIn'] extends true ? (checkIn: AgentCheckIn) => Promise<CheckedIn> : never
  }
}

/** Renews the lease of the calling agent. */
export default {
  name: 'check-in',
  isFor: declares('checksIn'),
  grants: ({ checksIn }) =>
    checksIn
      ? [
          { action: 'dynamodb:UpdateItem', entities: ['lease'] },
          { action: 'dynamodb:GetItem', entities: ['fleet'] },
        ]
      : [],
  context: ({ call, services }: Scope): Pick<Context<{ checksIn: true }>, 'checkIn'> => ({
    checkIn: (said) => renew(said, call, services),
  }),
} satisfies Capability

/** Renews a lease and says when its agent is to come again, as the fleet's size and its rollout want. */
async function renew(said: AgentCheckIn, { caller, at }: Call, services: Services): Promise<CheckedIn> {
  const agents = await fleetSize(services)
  const { tenant, id: agentId, secretHash = '' } = caller
  const lease = await checkIn(services.table, {
    ...said,
    tenant,
    agentId,
    secretHash,
    at,
    intervalSeconds: longestPause(agents),
  })
  const nextSeconds = isFastPolling(lease, at) ? fastPollSeconds : jittered(idleSeconds(agents), Math.random())
  return { lease, nextSeconds: Math.round(nextSeconds * 10) / 10 }
}

const counted = new WeakMap<Services, (fleet: 'fleet') => Promise<number>>()

/** How many agents there are, as last counted; asked for at most once a minute. */
function fleetSize(services: Services): Promise<number> {
  const { table, now } = services
  const count =
    counted.get(services) ?? ttlCache(60, now, async () => (await read(table, 'fleet', defaultTenant))?.count ?? 0)
  counted.set(services, count)
  return count('fleet')
}
