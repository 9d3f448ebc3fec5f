import type { ErrorCode } from './errors.ts'
import type { Flow } from './flows/flow.ts'
import type { AccessKey } from './users/access-key.ts'
import type { Deletion, Tally } from './tenants.ts'
import type { LoginAttempts } from './users/login-attempts.ts'
import type { Session } from './users/session.ts'
import type { User } from './users/user.ts'

/** Everything the store keeps, by the name operations declare it under in `effects`. */
export interface Items {
  flow: Flow
  deletion: Deletion
  tally: Tally
  user: User
  'access-key': AccessKey
  session: Session
  'login-attempts': LoginAttempts
}

export type EntityName = keyof Items

/** Attributes to set (undefined: remove). The version is the store's business. */
export type Patch<E extends EntityName> = Partial<Omit<Items[E], 'tenant' | 'version'>>

/**
 * What a decision wants written. A create is refused with `taken` when the key exists; an update or delete holds only
 * while the item still has the version that was read; a count is refused with `exceeded` at its limit.
 */
export type Write<E extends EntityName = EntityName> = {
  [K in E]:
    | { kind: 'create'; entity: K; item: Items[K]; taken: ErrorCode; message: string }
    | { kind: 'update'; entity: K; before: Items[K]; set: Patch<K> }
    | { kind: 'delete'; entity: K; before: Items[K] }
}[E]

/** Adds to a tenant's tally; with `atMost`, only while the sum stays within it. */
export interface Count {
  kind: 'count'
  entity: 'tally'
  tenant: string
  name: string
  by: 1 | -1
  atMost?: number
  exceeded?: ErrorCode
  message?: string
}

/** One decision's writes: applied together or not at all. */
export type Change = readonly (Write | Count)[]
