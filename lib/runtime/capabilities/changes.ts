import { isAudited } from '#core/audit/audited-entities.ts'
import type { Change, Count, Write } from '#core/change.ts'
import type { EntityName } from '#core/items.ts'
import { signed } from '#store/author.ts'
import { commit } from '#store/commit.ts'
import { declares, type Effects, type Named, type NamedEntities } from '../declarations/effects.ts'
import { toRecord, type Reply } from '../declarations/reply.ts'
import { authorOfCall, type Capability, type Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    creates?: readonly EntityName[]
    updates?: readonly EntityName[]
    deletes?: readonly EntityName[]
    /** Makes a change depend on items that it does not write. */
    checks?: readonly EntityName[]
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /**
     * Applies a change and gives back `answer`; the answer of the first call when this one repeats it. `scope`: the client
     * token is known for this alone, as for one incarnation of a flow.
     */
    commit: [Allowed<E>] extends [never]
      ? never
      : <A extends Answer | Reply<Answer>>(change: readonly Allowed<E>[], answer: A, scope?: string) => Promise<A>
  }
}

type Allowed<E extends Effects> =
  | Extract<Write<NamedEntities<E, 'creates'>>, { kind: 'create' | 'put' }>
  | Extract<Write<NamedEntities<E, 'updates'>>, { kind: 'update' }>
  | Extract<Write<NamedEntities<E, 'deletes'>>, { kind: 'delete' }>
  | Extract<Write<NamedEntities<E, 'checks'>>, { kind: 'check' }>
  | ('tally' extends Named<E, 'updates'> ? Count : never)

/** Applies changes, each whole or not at all. */
export default {
  name: 'changes',
  isFor: declares('creates', 'updates', 'deletes', 'checks'),
  grants: ({ creates = [], updates = [], deletes = [], checks = [] }) => [
    // A deletion leaves who made it.
    {
      action: 'dynamodb:PutItem',
      entities: [...creates, ...(deletes.some(isAudited) ? (['removal'] as const) : [])],
    },
    { action: 'dynamodb:UpdateItem', entities: updates },
    { action: 'dynamodb:DeleteItem', entities: deletes },
    { action: 'dynamodb:ConditionCheckItem', entities: checks },
  ],
  context: ({ call, services: { table }, token }: Scope) => ({
    commit: async <A>(change: Change, answer: A, scope?: string): Promise<A> => {
      const record = token && { ...token, answer: toRecord(answer) }
      const own = record && scope !== undefined ? { ...record, token: `${scope}|${record.token}` } : record
      await commit(signed(table, authorOfCall(call)), change, own)
      return answer
    },
  }),
} satisfies Capability
