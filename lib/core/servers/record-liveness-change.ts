import { isLive, type Lease } from './lease.ts'
import type { Server } from './server.ts'

/**
 * What is to be announced of a server: that it went silent, or is back; `later` while it is expected to be away, since a
 * restart under way is no failure until its deadline. Undefined when there is nothing to say: it was said already, or it
 * was stopped on purpose.
 */
export function recordLivenessChange(server: Server, lease: Lease, at: string) {
  const { observed, desired } = server
  const { command } = desired
  const hasStopped = observed?.status === 'stopped'
  const isUp = isLive(lease, at) && !hasStopped
  if (isUp) return server.announced === 'down' ? update(server, 'up', at) : undefined
  if (hasStopped || server.announced === 'down') return undefined
  const isExpected =
    command !== undefined && at < command.deadlineAt && observed?.commandGeneration === command.generation
  return isExpected ? 'later' : update(server, 'down', at)
}

const update = (before: Server, announced: 'up' | 'down', at: string) =>
  ({ kind: 'update', entity: 'server', before, set: { announced, announcedAt: at } }) as const
