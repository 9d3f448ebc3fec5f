import type { Items } from '#core/items.ts'
import { queryChildren, type Child } from '#store/read.ts'
import { declares, type Effects, type Named } from '../declarations/effects.ts'
import type { Capability, Scope } from '../invocation/context.ts'
import { forEach } from './for-each.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Reads all that lives in another item's partition. */
    queriesChildren?: readonly Child[]
  }
}

type QueryChildren = { [K in Child]: (...names: [string, ...string[]]) => Promise<Items[K][]> }

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    queryChildren: Pick<QueryChildren, Extract<Named<E, 'queriesChildren'>, Child>>
  }
}

/** Reads the items that live in the partition of another. */
export default {
  name: 'children',
  isFor: declares('queriesChildren'),
  grants: ({ queriesChildren = [] }) => [{ action: 'dynamodb:Query', entities: queriesChildren }],
  context: ({ effects, call, services: { table } }: Scope) => ({
    queryChildren: forEach<QueryChildren>(
      effects.queriesChildren,
      (entity) =>
        (...names: [string, ...string[]]) =>
          queryChildren(table, entity, call.caller.tenant, ...names),
    ),
  }),
} satisfies Capability
