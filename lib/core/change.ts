import type { ErrorCode } from './errors.ts'
import type { EntityName, Items } from './items.ts'
import type { Slice, Sums } from './runs/message.ts'
import type { Usage } from './usage/usage.ts'

/** Attributes to set (undefined: remove). The version is the store's business. */
export type Patch<E extends EntityName> = Partial<Omit<Items[E], 'tenant' | 'version'>>

/**
 * What a decision wants written. A create is refused with `taken` when the key exists; an update or delete holds only
 * while the item still has the version that was read; a check writes nothing and holds under the same condition; a put holds always, for items that something else in the change guards; a count is refused with `exceeded` at its limit.
 */
export type Write<E extends EntityName = EntityName> = {
  [K in E]:
    | { kind: 'create'; entity: K; item: Items[K]; taken: ErrorCode; message: string }
    | { kind: 'put'; entity: K; item: Items[K] }
    | { kind: 'update'; entity: K; before: Items[K]; set: Patch<K> }
    | { kind: 'delete'; entity: K; before: Items[K] }
    | { kind: 'check'; entity: K; before: Items[K] }
}[E]

/** The writes of one kind to some entities: what most decisions are made of. */
export type Create<E extends EntityName> = Extract<Write<E>, { kind: 'create' }>
export type Put<E extends EntityName> = Extract<Write<E>, { kind: 'put' }>
export type Update<E extends EntityName> = Extract<Write<E>, { kind: 'update' }>
export type Delete<E extends EntityName> = Extract<Write<E>, { kind: 'delete' }>

/** Adds to a tenant's tally; with `atMost`, only while the sum stays within it. */
export interface Count {
  kind: 'count'
  entity: 'tally'
  tenant: string
  name: string
  by: number
  atMost?: number
  exceeded?: ErrorCode
  message?: string
}

/** Adds to the sums of an item, which is made when it is not there. It always holds; of a slice the first cause stays. */
export type Add =
  | { kind: 'add'; entity: 'slice'; item: Omit<Slice, 'sums' | 'cause'>; sums: Sums; cause?: Slice['cause'] }
  | { kind: 'add'; entity: 'usage'; item: Omit<Usage, 'sums'>; sums: Usage['sums']; cause?: undefined }

/** One decision's writes: applied together or not at all. */
export type Change = readonly (Write | Count | Add)[]
