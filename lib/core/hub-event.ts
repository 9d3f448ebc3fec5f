/** An event as the services of Open Integration Hub publish it, beside our own on the same bus. */
export interface HubEvent {
  source: 'sluice.oih'
  type: string
  at: string
  detail: {
    headers: { name: string; createdAt: number; serviceName: string; tenant: string }
    payload: Record<string, unknown>
  }
}

/** Wraps what an event says as the hub does; `tenant` is ours, for subscribers that serve several. */
export const hubEvent = (
  name: string,
  serviceName: string,
  { tenant, at }: { tenant: string; at: string },
  payload: Record<string, unknown>,
): HubEvent => ({
  source: 'sluice.oih',
  type: name,
  at,
  detail: { headers: { name, createdAt: Date.parse(at), serviceName, tenant }, payload },
})
