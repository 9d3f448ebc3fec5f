import { secondsAfter } from '../time.ts'
import type { Command, CommandTimeouts } from './command.ts'
import type { Server } from './server.ts'

/** The order that takes a server as it stands to a restart or stop. Its generation is one above the last. */
export function createCommand(
  { desired, observed }: Server,
  kind: Command['kind'],
  terms: CommandTimeouts,
  at: string,
  rolloutId?: string,
): Command {
  const { deliveryTimeoutSeconds, drainTimeoutSeconds, serverTimeoutSeconds, onDrainTimeout } = terms
  return {
    kind,
    generation: Math.max(desired.command?.generation ?? 0, observed?.commandGeneration ?? 0) + 1,
    rolloutId,
    orderedAt: at,
    expiresAt: secondsAfter(at, deliveryTimeoutSeconds),
    deadlineAt: secondsAfter(at, deliveryTimeoutSeconds + drainTimeoutSeconds + serverTimeoutSeconds),
    drainSeconds: drainTimeoutSeconds,
    onDrainTimeout,
    bootId: observed?.bootId ?? '',
    baseline: Object.fromEntries(
      Object.entries(observed?.applications ?? {}).map(([name, { status, digest, running, paused, stopped }]) => [
        name,
        { status, digest, flowCount: running + paused + stopped },
      ]),
    ),
  }
}

/** Whether the agent has taken up the order a server has; false without one. */
export const isAcknowledged = ({ desired: { command }, observed }: Server): boolean =>
  command !== undefined && (observed?.commandGeneration ?? 0) >= command.generation

/** Whether a restart has happened: another boot reports, having taken the order up, and says that it runs. */
export const hasRestarted = (server: Server): boolean =>
  isAcknowledged(server) &&
  server.observed?.bootId !== server.desired.command?.bootId &&
  server.observed?.status === 'running'
