import type { Actor } from './actor.ts'
import { DomainError } from './errors.ts'

/** Who made a document that callers put under an id of their own, and who put it last. */
export interface Authorship {
  createdAt: string
  createdBy: string
  updatedAt: string
  updatedBy: string
}

/** What is noted of a document that is put: its maker stays. */
export const authorshipOf = (before: Authorship | undefined, { at, name }: Actor): Authorship => ({
  createdAt: before?.createdAt ?? at,
  createdBy: before?.createdBy ?? name,
  updatedAt: at,
  updatedBy: name,
})

/** Throws `version-conflict` when the caller means to replace another version than there is; version 0 is that there is none. */
export function refuseUnseen(before: { version: number } | undefined, seenVersion: number | undefined): void {
  if (seenVersion === undefined || seenVersion === (before?.version ?? 0)) return
  const message = !before
    ? `It does not exist, in version ${seenVersion} or any other.`
    : seenVersion === 0
      ? 'There is one already, which would be replaced.'
      : `It has version ${before.version} and not version ${seenVersion}: somebody has changed it since.`
  throw new DomainError('version-conflict', message, { isFinal: true })
}
