import type { Tombstone } from '../tenants.ts'
import type { Flow } from './flow.ts'
import { isFormerForm } from './former-form.ts'
import type { FlowStatus } from './lifecycle.ts'

/** An event about a flow, as subscribers get it. `id` is the same however often it is delivered. */
export interface FlowEvent {
  type: string
  id: string
  at: string
  detail: {
    eventId: string
    tenant: string
    /** Its handle. */
    flowName: string
    flowId: string
    from?: FlowStatus
    to?: FlowStatus
    by: string
    at: string
  }
}

const arrivals: Readonly<Record<FlowStatus, string>> = {
  draft: 'flow.updated',
  inactive: 'flow.stopped',
  starting: 'flow.starting',
  active: 'flow.started',
  paused: 'flow.paused',
  stopping: 'flow.stopping',
  errored: 'flow.failed',
}

/**
 * The event that a change of a flow's item is: exactly one for each version of it. Undefined for the one that only brings
 * the item to another form.
 */
export function flowEvent(before: Flow | undefined, after: Flow): FlowEvent | undefined {
  if (before && isFormerForm(before) && !isFormerForm(after) && before.updatedAt === after.updatedAt) return undefined
  const type = !before
    ? 'flow.created'
    : before.status === after.status
      ? 'flow.updated'
      : before.status === 'paused' && after.status === 'active'
        ? 'flow.resumed'
        : arrivals[after.status]
  return event(type, after, { at: after.updatedAt, by: after.updatedBy, from: before?.status, to: after.status })
}

/** The event that a tombstone is. */
export const tombstoneEvent = (tombstone: Tombstone): FlowEvent =>
  event(
    'flow.deleted',
    { ...tombstone, handle: tombstone.handle ?? tombstone.name },
    {
      at: tombstone.deletedAt,
      by: tombstone.deletedBy,
      from: tombstone.status as FlowStatus,
    },
  )

function event(
  type: string,
  { tenant, handle, id, version }: Pick<Flow, 'tenant' | 'handle' | 'id' | 'version'>,
  more: Pick<FlowEvent['detail'], 'from' | 'to' | 'by' | 'at'>,
): FlowEvent {
  const eventId = `${id}-${version}`
  return { type, id: eventId, at: more.at, detail: { eventId, tenant, flowName: handle, flowId: id, ...more } }
}
