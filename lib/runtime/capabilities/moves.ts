import type { FlowAddress } from '#core/flows/flow.ts'
import type { FlowMove, FlowStatus } from '#core/flows/lifecycle.ts'
import { starterOf } from '#core/usage/usage.ts'
import { ownersSeen } from '#core/users/visibility.ts'
import { signed } from '#store/author.ts'
import { moveFlow, type Moved } from '#store/move.ts'
import { declares, type Effects, type Named } from '../declarations/effects.ts'
import { toRecord } from '../declarations/reply.ts'
import { authorOfCall, type Capability, type Context, type Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Lifecycle moves: one conditional update each. */
    moves?: readonly 'flow'[]
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    move: {
      [K in Named<E, 'moves'> & 'flow']: <A>(
        /** By id only with `reads: ['flow']`: its pointer may have to be read. */
        flow: 'flow' extends Named<E, 'reads'> ? FlowAddress : { handle: string },
        move: FlowMove,
        answer: (moved: Moved) => A,
        /** The states that it may leave, where that is fewer than the lifecycle has; any other refuses. */
        from?: readonly FlowStatus[],
      ) => Promise<A>
    }
  }
}

/** Moves flows through their lifecycle. */
export default {
  name: 'moves',
  isFor: declares('moves'),
  grants: ({ moves = [] }) => [
    { action: 'dynamodb:UpdateItem', entities: moves },
    // Whether a flow that is part of one is there.
    { action: 'dynamodb:GetItem', entities: moves.length > 0 ? ['addition'] : [] },
  ],
  context: ({
    call,
    services: { table },
    token,
  }: Scope): Pick<Context<{ moves: ['flow']; reads: ['flow'] }>, 'move'> => ({
    move: {
      async flow(flow, move, answer, from) {
        const { caller, at } = call
        const { tenant, name: by } = caller
        const request = { tenant, flow, move, from, at, by, starter: starterOf(caller), seen: ownersSeen(caller) }
        const record = token && ((moved: Moved) => ({ ...token, answer: toRecord(answer(moved)) }))
        return answer(await moveFlow(signed(table, authorOfCall(call)), request, record))
      },
    },
  }),
} satisfies Capability
