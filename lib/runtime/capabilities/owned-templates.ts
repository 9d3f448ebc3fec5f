import { ownedTemplates } from '#store/owned-templates.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Finds the templates that somebody owns. */
    findsOwnedTemplates?: true
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** Ids of templates that name an owner, so many at most; one that was made a moment ago may be missing. */
    ownedTemplates: E['findsOwnedTemplates'] extends true
      ? (ownerId: string, atMost: number) => Promise<string[]>
      : never
  }
}

/** Finds templates by their owners. */
export default {
  name: 'owned-templates',
  isFor: declares('findsOwnedTemplates'),
  grants: ({ findsOwnedTemplates }) =>
    findsOwnedTemplates ? [{ action: 'dynamodb:Query', changed: ['template'] }] : [],
  context: ({ call, services: { table } }: Scope): Pick<Context<{ findsOwnedTemplates: true }>, 'ownedTemplates'> => ({
    ownedTemplates: (ownerId, atMost) => ownedTemplates(table, call.caller.tenant, ownerId, atMost),
  }),
} satisfies Capability
