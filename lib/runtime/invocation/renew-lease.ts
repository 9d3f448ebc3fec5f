import { fastPollSeconds, idleSeconds, isFastPolling, jittered, longestPause } from '#core/servers/lease.ts'
import { checkIn } from '#store/leases.ts'
import type { AgentCheckIn, Call, CheckedIn, Services } from './context.ts'

/** An agent's check-in: renews its lease and says when it is to come again, as the fleet's size and its rollout want. */
export async function renew(
  said: AgentCheckIn,
  { caller, at }: Call,
  { table, fleetSize }: Services,
): Promise<CheckedIn> {
  const agents = await fleetSize()
  const { tenant, id: agentId, secretHash = '' } = caller
  const lease = await checkIn(table, {
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
