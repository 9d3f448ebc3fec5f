/**
 * What is remembered of sign-ins to one name from one source (docs/decisions/0019), or, under `everySource`, from all
 * sources together that are not known to it.
 */
export interface LoginAttempts {
  tenant: string
  userName: string
  source: string
  /** Attempts in the present window that were wrong or are being compared. */
  count: number
  windowSeconds: number
  /** When the window ends; like the other times here in epoch seconds. */
  endsAt: number
  /** Until when the source counts as known: somebody has signed in to the name from it. */
  knownUntil?: number
  expiresAt: number
}

/** Stands for all sources a name does not know. */
export const everySource = '*'

/** Wrong passwords within one window: from one source, and from all that are not known. */
export const attemptsAllowed = { one: 10, every: 100 } as const

/** A window that was used up is followed by one twice as long, up to an hour; where the source is known, by an equal one. */
const firstWindowSeconds = 60
const longestWindowSeconds = 3600

/** A used-up window without another attempt for so long is forgotten. */
export const forgottenSeconds = 24 * 60 * 60
export const knownSeconds = 30 * 24 * 60 * 60

export const isKnown = (attempts: Pick<LoginAttempts, 'knownUntil'>, now: number): boolean =>
  (attempts.knownUntil ?? 0) > now

export type AttemptVerdict =
  { kind: 'begins'; windowSeconds: number } | { kind: 'counts' } | { kind: 'waits'; retryAfterSeconds: number }

/** What one more attempt does, given what is remembered: begins a window, counts in the present one, or has to wait. */
export function judgeAttempt(seen: LoginAttempts | undefined, allowed: number, now: number): AttemptVerdict {
  if (seen && seen.endsAt > now) {
    return seen.count < allowed ? { kind: 'counts' } : { kind: 'waits', retryAfterSeconds: seen.endsAt - now }
  }
  const isForgotten = !seen || seen.count < allowed || isKnown(seen, now) || seen.endsAt + forgottenSeconds <= now
  return {
    kind: 'begins',
    windowSeconds: isForgotten ? firstWindowSeconds : Math.min(2 * seen.windowSeconds, longestWindowSeconds),
  }
}
