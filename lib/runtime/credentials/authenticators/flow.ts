import { flowIdPattern } from '#core/flows/flow.ts'
import { defaultTenant } from '#core/tenants.ts'
import { readGlobal } from '#store/read.ts'
import type { Authenticator } from '../../entries/http.ts'
import { readOutside } from '../../invocation/input.ts'
import { ttlCache } from '../ttl-cache.ts'

/** A flow's id leads to its tenant for as long as there is the flow. This is how long it is kept, and no more than memory. */
const keptSeconds = 3600

/**
 * Whoever knows a flow's id may call its webhook; what the flow asks of its callers is judged by the operation. The call is for
 * the flow's tenant. An id that no flow has is for the default tenant, which has no such flow either: refused there in the order
 * that the operation has.
 */
export default ((operation, { table, env, now }) => {
  const tenantOf = ttlCache(keptSeconds, now, async (flowId: string) => {
    const pointer = await readGlobal(table, 'flow-pointer', flowId)
    if (!pointer) throw new UnknownFlow()
    return pointer.tenant
  })
  return async (_event, request) => {
    const flowId = String(readOutside(operation, request).flowId).toLowerCase()
    const tenant = flowIdPattern.test(flowId) ? await tenantOf(flowId).catch(ofNobody) : defaultTenant
    const caller = { tenant, id: 'webhook', name: 'webhook', kind: 'service', permissions: [] } as const
    return { caller, region: env.region }
  }
}) satisfies Authenticator

/** Thrown so that it is not remembered: the flow may be made a moment later. */
class UnknownFlow extends Error {}

function ofNobody(error: unknown): string {
  if (error instanceof UnknownFlow) return defaultTenant
  throw error
}
