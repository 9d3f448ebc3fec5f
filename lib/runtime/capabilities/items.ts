import type { Flow } from '#core/flows/flow.ts'
import { isSeen, ownersSeen } from '#core/users/visibility.ts'
import type { EntityName, Items } from '#core/items.ts'
import { list, read, readMany, type Cursor, type Page } from '#store/read.ts'
import { listFlows } from '#store/seen-flows.ts'
import { declares, type Effects, type NamedEntities } from '../declarations/effects.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'
import { forEach } from './for-each.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    reads?: readonly EntityName[]
    /** Reads of many by their ids at once. */
    readsMany?: readonly EntityName[]
    lists?: readonly EntityName[]
  }
}

type Read = { [K in EntityName]: (...names: string[]) => Promise<Items[K] | undefined> }
type ReadMany = { [K in EntityName]: (names: readonly string[]) => Promise<Items[K][]> }
interface PageRequest {
  limit: number
  after?: Cursor
  /** Lists of flows are oldest first all the same. */
  newestFirst?: boolean
}
type List = { [K in EntityName]: (page: PageRequest) => Promise<Page<K>> }

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    read: Pick<Read, NamedEntities<E, 'reads'>>
    readMany: Pick<ReadMany, NamedEntities<E, 'readsMany'>>
    list: Pick<List, NamedEntities<E, 'lists'>>
  }
}

/** Reads items by their names, and lists them. */
export default {
  name: 'items',
  isFor: declares('reads', 'readsMany', 'lists'),
  grants: ({ reads = [], readsMany = [], lists = [] }) => [
    { action: 'dynamodb:GetItem', entities: reads },
    // The flows of a page are read for callers who see own flows only.
    {
      action: 'dynamodb:BatchGetItem',
      entities: [...readsMany, ...(lists.includes('flow') ? (['flow'] as const) : [])],
    },
    { action: 'dynamodb:Query', listed: lists },
  ],
  context: ({ effects, call, services: { table } }: Scope) => {
    const { tenant } = call.caller
    const seen = ownersSeen(call.caller)
    return {
      read: forEach<Read>(effects.reads, (entity) => async (...names: string[]) => {
        const item = await read(table, entity, tenant, ...names)
        return entity === 'flow' && item && !isSeen((item as Flow).owners, seen) ? undefined : item
      }),
      readMany: forEach<ReadMany>(
        effects.readsMany,
        (entity) => (names: string[]) => readMany(table, entity, tenant, names),
      ),
      list: forEach<List>(
        effects.lists,
        (entity) => (page: PageRequest) =>
          entity === 'flow' ? listFlows(table, tenant, seen, page) : list(table, entity, tenant, page),
      ),
    } satisfies Partial<Context>
  },
} satisfies Capability
