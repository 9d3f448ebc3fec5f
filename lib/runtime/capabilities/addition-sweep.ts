import type { Addition } from '#core/flows/addition.ts'
import { allAdditions } from '#store/additions.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    /** Goes over the additions of flows of all tenants. Of the sweep only. */
    sweepsAdditions?: true
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** The additions of all tenants that nobody has finished yet. */
    allAdditions: E['sweepsAdditions'] extends true ? () => Promise<Addition[]> : never
  }
}

/** Goes over the additions of all tenants. */
export default {
  name: 'addition-sweep',
  isFor: declares('sweepsAdditions'),
  grants: ({ sweepsAdditions }) => (sweepsAdditions ? [{ action: 'dynamodb:Query', entities: ['addition'] }] : []),
  context: ({ services: { table } }: Scope): Pick<Context<{ sweepsAdditions: true }>, 'allAdditions'> => ({
    allAdditions: () => allAdditions(table),
  }),
} satisfies Capability
