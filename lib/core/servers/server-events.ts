import type { Server } from './server.ts'

/** An event about a server or a rollout. `eventId` is the same however often it is delivered. */
export interface ResourceEvent {
  type: string
  at: string
  detail: { eventId: string; tenant: string; at: string; by: string; [member: string]: unknown }
}

/** The event that a change of a server's item is: that it is gone from sight, or back. Most changes are none. */
export function serverEvent(before: Server | undefined, after: Server): ResourceEvent | undefined {
  if (!after.announced || !after.announcedAt || before?.announcedAt === after.announcedAt) return undefined
  const { tenant, id, name, clusterId, announcedAt: at } = after
  const detail = {
    eventId: `${id}-${after.version}`,
    tenant,
    serverId: id,
    serverName: name,
    clusterId,
    at,
    by: 'sweep',
  }
  return { type: `server.${after.announced}`, at, detail }
}
