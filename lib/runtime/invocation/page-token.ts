import { createHash } from 'node:crypto'
import { DomainError } from '#core/errors.ts'
import type { Cursor } from '#store/read.ts'

/**
 * A page token is a position in one tenant's list, opaque to the caller. It says where to go on, not how many were
 * skipped, so it survives insertions and deletions. A digest over it, its list and its tenant tells tokens of other lists
 * and tenants from its own. It guards against mistakes and is not a secret: a forged token is a position in the caller's own
 * list and shows nothing that a list does not show (docs/decisions/0020).
 */
export const writePageToken = (list: string, tenant: string, position: Cursor | undefined): string | undefined =>
  position === undefined ? undefined : Buffer.from(`${digest(list, tenant, position)}${position}`).toString('base64url')

/** The position in a token; undefined without one. Throws `page-token-invalid` for what this list never gave out. */
export function readPageToken(list: string, tenant: string, token: string | undefined): Cursor | undefined {
  if (token === undefined) return undefined
  const plain = Buffer.from(token, 'base64url').toString()
  const position = plain.slice(digestLength)
  if (!positionPattern.test(position) || plain.slice(0, digestLength) !== digest(list, tenant, position)) {
    throw new DomainError('page-token-invalid', 'The token is not one this list has given out.')
  }
  return position
}

/** Ids and times are in plain ASCII and short; anything else is not a position in any list. */
const positionPattern = /^[\x21-\x7e]{1,200}$/

const digestLength = 16

const digest = (list: string, tenant: string, position: Cursor): string =>
  createHash('sha256').update([list, tenant, position].join('\n')).digest('base64url').slice(0, digestLength)
