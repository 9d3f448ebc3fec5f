import type { Actor } from '../actor.ts'
import { DomainError } from '../errors.ts'
import type { Desired, Server } from './server.ts'
import { defaultTimeouts, type Command } from './command.ts'
import { createCommand } from './server-command.ts'
import { isDown, type ServerHealth } from './server-status.ts'

/** The update that changes what a server should be: its document, one generation up, and who wants it so. */
export const updateDesired = (
  server: Server,
  desired: Partial<Omit<Desired, 'generation' | 'by'>>,
  { name: by }: Pick<Actor, 'name'>,
) =>
  ({
    kind: 'update',
    entity: 'server',
    before: server,
    set: {
      desired: { ...server.desired, ...desired, generation: server.desired.generation + 1, by },
    },
  }) as const

/**
 * Orders one server to restart or stop, outside any rollout. Nobody but the runtime's own host can start a runtime that
 * is not there: refused for servers that are down. One that is restarting already is left to it.
 */
export function commandServer({ server, status }: ServerHealth, kind: Command['kind'], actor: Actor) {
  if (isDown(status)) {
    throw new DomainError('server-not-running', `Server ${server.name} is ${status}: it cannot be told to ${kind}.`)
  }
  if (kind === 'restart' && (status === 'waiting-for-restart' || status === 'starting')) return { change: [] }
  return { change: [updateDesired(server, { command: createCommand(server, kind, defaultTimeouts, actor.at) }, actor)] }
}
