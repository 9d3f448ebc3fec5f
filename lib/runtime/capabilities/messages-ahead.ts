import type { Create } from '#core/change.ts'
import { DomainError } from '#core/errors.ts'
import { commit } from '#store/commit.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Makes messages of a run before the run itself. */
    makesMessagesAhead?: true
  }
}

type MakeAhead = (changes: readonly (readonly Create<'message'>[])[]) => Promise<void>

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** Makes messages, a transaction for each change; those that an earlier attempt has made stay as they are. */
    makeAhead: E['makesMessagesAhead'] extends true ? MakeAhead : never
  }
}

/**
 * Makes messages before their run. No client token is kept with them: the call is done only when the run has begun, and
 * messages of one that never does expire.
 */
export default {
  name: 'messages-ahead',
  isFor: declares('makesMessagesAhead'),
  grants: ({ makesMessagesAhead }) =>
    makesMessagesAhead ? [{ action: 'dynamodb:PutItem', entities: ['message'] }] : [],
  context: ({ services: { table } }: Scope): Pick<Context<{ makesMessagesAhead: true }>, 'makeAhead'> => ({
    async makeAhead(changes) {
      for (const change of changes) {
        try {
          await commit(table, change)
        } catch (error) {
          if (!(error instanceof DomainError && error.code === 'version-conflict')) throw error
        }
      }
    },
  }),
} satisfies Capability
