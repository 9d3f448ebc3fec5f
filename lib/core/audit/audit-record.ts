import type { Actor } from '../actor.ts'

/** The kinds of things whose changes are recorded, as the audit trail names them. */
export const auditKinds = [
  'flow',
  'flow-template',
  'rollout',
  'cluster',
  'server',
  'agent',
  'server-group',
  'deployment',
  'application',
  'user',
  'user-group',
  'access-key',
  'enrolment-token',
  'component',
  'credential',
  'default-placement',
  'settings',
] as const
export type AuditKind = (typeof auditKinds)[number]

/** The members of a thing that changed, by path, as they were or are: never a secret, and cut where they are long. */
export type Shown = Readonly<Record<string, unknown>>

/** What was changed. `key` is what the thing is known by, `id` its incarnation where the key may be used again. */
export interface AuditedThing {
  kind: AuditKind
  key: string
  thingId?: string
  name?: string
}

/** What changed of it. */
export interface Difference {
  /** The paths of all that changed, also of what is not shown: fifty at most. */
  changed: readonly string[]
  /** Empty when it was created. */
  from: Shown
  /** Empty when it was deleted. */
  to: Shown
}

/** One accepted change of one thing. It never changes itself, and expires. */
export interface AuditRecord extends AuditedThing, Difference {
  tenant: string
  /** Begins with the time, and follows from the change: whoever records it again records the same. */
  id: string
  /** The thing's version from then on; 0 of things that have none. */
  version: number
  /** What was done: `created`, `updated`, `deleted`, or the word of the thing's own events. */
  verb: string
  /** Who did it, and what they are (`Actor`). */
  actorName: string
  actorKind: Actor['kind']
  /** Which way they came: a dialect, `direct`, `event-bridge`, or `sluice` for what it did by itself. */
  door: string
  requestId: string
  at: string
  /** Epoch seconds after which the table drops the item. */
  expiresAt: number
}

/**
 * Written in the transaction that deletes a thing: who did it, which the deleted item could not say. The relay looks for it when it is
 * shown that the item is gone; what merely expired has none.
 */
export interface Removal {
  tenant: string
  /** The partition key of what was deleted, its version, and when it was made: another may have had the key. */
  of: string
  version: number
  madeAt: string
  /** Epoch seconds: two days later, when no stream remembers the deletion any more. */
  expiresAt: number
}

/** A member of an item, or what lies below one. */
type PathIn<T> = T extends unknown ? (keyof T & string) | `${keyof T & string}.${string}` : never

/** What the audit trail tells of an entity. */
export interface Audited<T> {
  kind: AuditKind
  /** What it is known by in its tenant. */
  key: (item: T) => string
  /** Its incarnation, where another may come to have the key. */
  id?: (item: T) => string
  name?: (item: T) => string | undefined
  /** What is shown as it was and as it is: this list is all that leaves an item. */
  shown: readonly PathIn<T>[]
  /** What is only said to have changed: secrets, and what is too long or nobody's business. */
  named?: readonly (keyof T & string)[]
  /** What a change is called; undefined for one that is none. `created` and `updated` unless said otherwise. */
  verb?: (before: T | undefined, after: T) => string | undefined
}
