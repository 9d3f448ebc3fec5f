import { secondsAfter } from '../time.ts'
import type { Order, OrderTerms } from './order.ts'
import type { Server } from './server.ts'

/** The order that takes a server as it stands to a restart or stop. Its generation is one above the last. */
export function makeOrder(
  { desired, observed }: Server,
  kind: Order['kind'],
  terms: OrderTerms,
  at: string,
  rolloutId?: string,
): Order {
  const { deliveryTimeoutSeconds, drainTimeoutSeconds, serverTimeoutSeconds, onDrainTimeout } = terms
  return {
    kind,
    generation: Math.max(desired.order?.generation ?? 0, observed?.orderGeneration ?? 0) + 1,
    rolloutId,
    orderedAt: at,
    notAfter: secondsAfter(at, deliveryTimeoutSeconds),
    deadlineAt: secondsAfter(at, deliveryTimeoutSeconds + drainTimeoutSeconds + serverTimeoutSeconds),
    drainSeconds: drainTimeoutSeconds,
    onDrainTimeout,
    bootId: observed?.bootId ?? '',
    former: Object.fromEntries(
      Object.entries(observed?.applications ?? {}).map(([name, { status, digest, running, paused, stopped }]) => [
        name,
        { status, digest, flowCount: running + paused + stopped },
      ]),
    ),
  }
}

/** Whether the agent has taken up the order a server has; false without one. */
export const isTakenUp = ({ desired: { order }, observed }: Server): boolean =>
  order !== undefined && (observed?.orderGeneration ?? 0) >= order.generation

/** Whether a restart has happened: another boot reports, having taken the order up, and says that it runs. */
export const isBack = (server: Server): boolean =>
  isTakenUp(server) && server.observed?.bootId !== server.desired.order?.bootId && server.observed?.status === 'running'
