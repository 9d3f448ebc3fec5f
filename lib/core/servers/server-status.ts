import { isLive, type Lease } from './lease.ts'
import { hasRestarted, isAcknowledged } from './server-command.ts'
import type { Server } from './server.ts'

/**
 * What a server is, from what was asked of it, what its agent reported and whether that agent is still heard. Nothing
 * is reported that no agent observed: a server is `ok` again after a restart only when its new boot has said so.
 */
export type ServerStatus = 'unknown' | 'stopped' | 'waiting-for-restart' | 'starting' | 'ok' | 'warn'

export function serverStatus(server: Server, lease: Lease | undefined, at: string): ServerStatus {
  const { observed, desired } = server
  if (!lease || !observed) return 'unknown'
  const { command } = desired
  if (observed.status === 'stopped') return 'stopped'
  const isDown = !isLive(lease, at)
  if (command?.kind === 'restart' && at < command.deadlineAt && !hasRestarted(server) && !hasFailed(server)) {
    if (!isAcknowledged(server) && !isDown && at < command.expiresAt) return 'waiting-for-restart'
    if (isAcknowledged(server)) return observed.status === 'draining' ? 'waiting-for-restart' : 'starting'
  }
  if (isDown || observed.status === 'restarting') return 'stopped'
  if (observed.status === 'starting') return 'starting'
  return Object.values(observed.applications).some(({ status }) => status === 'failed') ? 'warn' : 'ok'
}

const hasFailed = ({ desired: { command }, observed }: Server): boolean =>
  observed?.commandFailure !== undefined && observed.commandFailure.generation === command?.generation

/** Whether a server serves. */
export const isUp = (status: ServerStatus): boolean => status === 'ok' || status === 'warn'

/** Whether nothing can be asked of a server now: one that is coming up is neither up nor down. */
export const isDown = (status: ServerStatus): boolean => status === 'stopped' || status === 'unknown'

/** A server beside its lease: what statuses are derived from. */
export interface ServerHealth {
  server: Server
  lease: Lease | undefined
  status: ServerStatus
}

export const watch = (server: Server, lease: Lease | undefined, at: string): ServerHealth => ({
  server,
  lease,
  status: serverStatus(server, lease, at),
})

export interface FlowCounts {
  running: number
  paused: number
  stopped: number
}

/** How many flows run, pause and stand on the servers that are up; undefined when none is. */
export function flowCounts(watched: readonly ServerHealth[]): FlowCounts | undefined {
  const up = watched.filter(({ status }) => isUp(status))
  if (up.length === 0) return undefined
  const counts = { running: 0, paused: 0, stopped: 0 }
  for (const { server } of up) {
    for (const { running, paused, stopped } of Object.values(server.observed?.applications ?? {})) {
      counts.running += running
      counts.paused += paused
      counts.stopped += stopped
    }
  }
  return counts
}
