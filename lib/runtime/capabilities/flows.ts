import type { Flow, FlowAddress } from '#core/flows/flow.ts'
import { ownersSeen } from '#core/users/visibility.ts'
import { findFlow } from '#store/flows.ts'
import type { Effects, Named } from '../declarations/effects.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** Finds a flow that the caller sees by its handle or id. Only with `reads: ['flow']`. */
    findFlow: 'flow' extends Named<E, 'reads'> ? (address: FlowAddress) => Promise<Flow | undefined> : never
  }
}

/** Finds flows by what callers call them. */
export default {
  name: 'flows',
  isFor: ({ reads = [] }) => reads.includes('flow'),
  // Whether a flow that is part of one is there.
  grants: ({ reads = [] }) => [
    { action: 'dynamodb:GetItem', entities: reads.includes('flow') ? (['addition'] as const) : [] },
  ],
  context: ({ call, services: { table } }: Scope): Pick<Context<{ reads: ['flow'] }>, 'findFlow'> => ({
    findFlow: (address) => findFlow(table, call.caller.tenant, address, ownersSeen(call.caller)),
  }),
} satisfies Capability
