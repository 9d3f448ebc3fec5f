import type { EntityName, Items } from '#core/items.ts'

/** The members an item may have, of whichever kind it is. */
type MemberOf<T> = T extends unknown ? keyof T : never

/** What has catalogues. */
export type CataloguedEntity = 'flow' | 'template'

/** Whose changes stand in the index of changes. */
export type IndexedEntity = CataloguedEntity | 'audit-record'

export interface Keys<E extends EntityName> {
  /** The members of the item that make its key, in the order `read` takes them (after the tenant). */
  key: (tenant: string, ...names: string[]) => { pk: string; sk: string }
  names: (item: Items[E]) => string[]
  /** Position in the tenant's list. Entities without it cannot be listed. */
  listed?: (item: Items[E]) => string
  /** Its tenant has a list of its own for each value of this member. */
  listedUnder?: MemberOf<Items[E]> & string
  /** While an item has this member it is in no list, not among the changes, and its changes have no effects. */
  unlistedWhile?: MemberOf<Items[E]> & string
  /** The time of its last change. Entities without it are in no catalogue. */
  changed?: (item: Partial<Items[E]>) => string | undefined
  /** Whose catalogue it is in, when that is not its own entity's. */
  changedIn?: CataloguedEntity
  /** Its tenant has changes of their own for each value of this member. */
  changedUnder?: MemberOf<Items[E]> & string
  /** Kept as JSON text: free-form members may hold what DynamoDB cannot (depth, number range, empty names). */
  json?: readonly (MemberOf<Items[E]> & string)[]
  /** Whether it has sums that are added to: attributes of their own. */
  summed?: true
  /** Whether the item's version guards updates and deletes. */
  versioned?: true
  /** Whether its id guards them too: one that was made again under the key has the same versions. */
  guardedById?: true
  /** Which table; the one with the stream unless said otherwise. */
  table?: 'liveness'
  /** Whose partition the item lives in, when it is not its own entity's. */
  within?: EntityName
}
