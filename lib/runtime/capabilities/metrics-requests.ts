import { propagateToLease } from '#store/leases.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Asks agents, through their leases, to come often or to send metrics. */
    requestsMetrics?: true
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** Tells agents through their leases, at their next check-in. Only with the effect `requestsMetrics`. */
    requestMetrics: E['requestsMetrics'] extends true ? (agentIds: readonly string[]) => Promise<void> : never
  }
}

/** Asks agents for the metrics of their flows. */
export default {
  name: 'metrics-requests',
  isFor: declares('requestsMetrics'),
  grants: ({ requestsMetrics }) => (requestsMetrics ? [{ action: 'dynamodb:UpdateItem', entities: ['lease'] }] : []),
  context: ({ call, services: { table } }: Scope): Pick<Context<{ requestsMetrics: true }>, 'requestMetrics'> => ({
    async requestMetrics(agentIds) {
      await Promise.all(agentIds.map((agentId) => propagateToLease(table, agentId, { metricsRequestedAt: call.at })))
    },
  }),
} satisfies Capability
