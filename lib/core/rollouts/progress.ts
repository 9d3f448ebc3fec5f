import { hasRestarted, isAcknowledged } from '../servers/server-command.ts'
import type { Server } from '../servers/server.ts'
import { isPlaced } from '../deployments/place.ts'
import { isOfDeployment, type Rollout, type Step } from './rollout.ts'

export type Phase = 'delivering' | 'draining' | 'restarting' | 'holding' | 'deploying'

/** How far a server in progress is, from what its agent has reported; for any other the times its step recorded. */
export function progressOf(
  step: Step,
  server: Server | undefined,
  rollout: Rollout,
): { phase?: Phase; times: Step['times'] } {
  if (isOfDeployment(rollout)) {
    const isInHand = step.status === 'ordered' && server !== undefined && isPlaced(server, rollout)
    const seen = Object.values(server?.observed?.applications ?? {}).some(({ placement }) => placement === rollout.id)
    return { phase: isInHand ? (seen ? 'deploying' : 'delivering') : undefined, times: step.times }
  }
  const isOurs = server !== undefined && server.desired.command?.generation === step.commandGeneration
  if (step.status !== 'ordered' || !isOurs) return { times: step.times }
  if (!isAcknowledged(server)) return { phase: 'delivering', times: step.times }
  const { deliveredAt, downAt, upAt } = server.observed?.timeline ?? {}
  const phase = hasRestarted(server) ? 'holding' : downAt === undefined ? 'draining' : 'restarting'
  return { phase, times: { ...step.times, deliveredAt, downAt, upAt } }
}
