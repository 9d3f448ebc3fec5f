import type { Flow, FlowAddress } from '#core/flows/flow.ts'
import { ownersSeen } from '#core/users/visibility.ts'
import { findFlow } from '#store/flows.ts'
import { findFlows, takenFlowNames } from '#store/many-flows.ts'
import type { Effects, Named } from '../declarations/effects.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** Finds a flow that the caller sees by its handle or id. Only with `reads: ['flow']`. */
    findFlow: 'flow' extends Named<E, 'reads'> ? (address: FlowAddress) => Promise<Flow | undefined> : never
    /** Finds flows that the caller sees by their handles, a hundred a request. Only with `readsMany: ['flow']`. */
    findFlows: 'flow' extends Named<E, 'readsMany'> ? (handles: readonly string[]) => Promise<Map<string, Flow>> : never
    /** Those of some names that flows have, also flows that the caller does not see. Only with `readsMany: ['flow']`. */
    takenFlowNames: 'flow' extends Named<E, 'readsMany'>
      ? (names: readonly string[]) => Promise<ReadonlySet<string>>
      : never
  }
}

/** Finds flows by what callers call them. */
export default {
  name: 'flows',
  isFor: ({ reads = [], readsMany = [] }) => reads.includes('flow') || readsMany.includes('flow'),
  // Whether a flow that is part of one is there; a flow that was listed since is read again.
  grants: ({ reads = [], readsMany = [] }) => [
    {
      action: 'dynamodb:GetItem',
      entities: [...reads, ...readsMany].includes('flow') ? (['addition', 'flow'] as const) : [],
    },
  ],
  context: ({
    call: { caller },
    services: { table },
  }: Scope): Pick<Context<{ reads: ['flow']; readsMany: ['flow'] }>, 'findFlow' | 'findFlows' | 'takenFlowNames'> => ({
    findFlow: (address) => findFlow(table, caller.tenant, address, ownersSeen(caller)),
    findFlows: (handles) => findFlows(table, caller.tenant, handles, ownersSeen(caller)),
    takenFlowNames: (names) => takenFlowNames(table, caller.tenant, names),
  }),
} satisfies Capability
