import { principalWith, type User } from './user.ts'
import type { Principal } from './permissions.ts'

/** A login: the SHA-256 of its bearer token, and whom it speaks for. */
export interface Session {
  tenant: string
  tokenHash: string
  userName: string
  userId: string
  /** How administrators speak of it; it opens nothing. */
  id?: string
  /** Epoch seconds. */
  expiresAt: number
  /** How long it lives after its last use; absent of those that end when they were made to. */
  slidingSeconds?: number
  /** What is permitted besides the user's own. */
  permissions?: string[]
}

/** The time a session ends that is not to end, in epoch seconds: the last of the year 9999. */
export const neverEnds = 253_402_300_799

/** So much of a session's life is used up before its new end is written. */
export const prolongedAfterSeconds = 5 * 60

/** The end that a use of a session gives it, in epoch seconds; undefined while that is not worth a write. */
export function prolongedEnd({ expiresAt, slidingSeconds }: Session, now: Date): number | undefined {
  if (slidingSeconds === undefined) return undefined
  const end = Math.floor(now.getTime() / 1000) + slidingSeconds
  return end - expiresAt >= prolongedAfterSeconds ? end : undefined
}

/** Whom a session speaks for; undefined when it has ended, or its user is gone, is another by now, or is not active. */
export function callerOf(session: Session | undefined, user: User | undefined, now: Date): Principal | undefined {
  // A user made again under the same name does not inherit the sessions of the former one.
  if (!session || session.expiresAt * 1000 <= now.getTime() || !user || user.id !== session.userId) return undefined
  if (user.status !== undefined) return undefined
  return { ...principalWith(user, session.permissions), sessionHash: session.tokenHash }
}
