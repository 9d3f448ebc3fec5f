import { DomainError } from '#core/errors.ts'
import type { Flow } from '#core/flows/flow.ts'
import { settleFlow } from '#core/flows/settle-flow.ts'
import { signed } from '#store/author.ts'
import { commit } from '#store/commit.ts'
import { declares } from '../declarations/effects.ts'
import type { RelayContext } from '../declarations/relay.ts'
import { ownAuthor, type Capability, type Services } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    /** Moves flows on that are starting or stopping. Of the relay. */
    settlesFlows?: true
  }
}

declare module '../declarations/relay.ts' {
  interface RelayContext {
    /**
     * Moves on a flow that is starting or stopping, as it was when it was read; `failure`: why it could not be started. One that
     * was changed since stays as it is: the relay is shown that change as well.
     */
    settleFlow: (flow: Flow, failure?: string) => Promise<void>
  }
}

/** Ends the states that flows only pass through. */
export default {
  name: 'flow-settling',
  isFor: declares('settlesFlows'),
  grants: ({ settlesFlows }) => (settlesFlows ? [{ action: 'dynamodb:UpdateItem', entities: ['flow'] }] : []),
  relay: ({ table, now }: Services): Pick<RelayContext, 'settleFlow'> => ({
    async settleFlow(flow, failure) {
      try {
        const at = now().toISOString()
        await commit(signed(table, ownAuthor('SettleFlows', at)), settleFlow(flow, at, failure).change)
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'version-conflict')) throw error
      }
    },
  }),
} satisfies Capability
