import type { Flow } from '#core/flows/flow.ts'
import { ownersSeen } from '#core/users/visibility.ts'
import { findFlows, takenFlowNames } from '#store/many-flows.ts'
import type { Effects, Named } from '../declarations/effects.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** Finds flows that the caller sees by their handles, a hundred a request. Only with `readsMany: ['flow']`. */
    findFlows: 'flow' extends Named<E, 'readsMany'> ? (handles: readonly string[]) => Promise<Map<string, Flow>> : never
    /** Those of some names that flows have, also flows that the caller does not see. Only with `readsMany: ['flow']`. */
    takenFlowNames: 'flow' extends Named<E, 'readsMany'>
      ? (names: readonly string[]) => Promise<ReadonlySet<string>>
      : never
  }
}

/** Finds many flows by their handles at once. */
export default {
  name: 'many-flows',
  isFor: ({ readsMany = [] }) => readsMany.includes('flow'),
  // Whether a flow that is part of an addition is there; one that was listed since is read again.
  grants: ({ readsMany = [] }) => [
    { action: 'dynamodb:GetItem', entities: readsMany.includes('flow') ? (['addition', 'flow'] as const) : [] },
  ],
  context: ({
    call: { caller },
    services: { table },
  }: Scope): Pick<Context<{ readsMany: ['flow'] }>, 'findFlows' | 'takenFlowNames'> => ({
    findFlows: (handles) => findFlows(table, caller.tenant, handles, ownersSeen(caller)),
    takenFlowNames: (names) => takenFlowNames(table, caller.tenant, names),
  }),
} satisfies Capability
