import { createHash } from 'node:crypto'
import { DomainError } from '#core/errors.ts'
import type { Position } from '#store/read.ts'

/**
 * A page token is a position in one tenant's list, opaque to the caller. It says where to go on, not how many were
 * skipped, so it survives insertions and deletions. A digest over it, its list and its tenant makes tokens of other
 * lists, other tenants and nobody recognisable; it is no secret and guards nothing but against mistakes.
 */
export const writePageToken = (list: string, tenant: string, position: Position | undefined): string | undefined => {
  if (!position) return undefined
  const text = JSON.stringify([position.at, ...position.names])
  return Buffer.from(`${digest(list, tenant, text)}${text}`).toString('base64url')
}

/** The position in a token; undefined without one. Throws `page-token-invalid` for what this list never gave out. */
export function readPageToken(list: string, tenant: string, token: string | undefined): Position | undefined {
  if (token === undefined) return undefined
  const plain = Buffer.from(token, 'base64url').toString()
  const text = plain.slice(digestLength)
  if (plain.slice(0, digestLength) !== digest(list, tenant, text)) {
    throw new DomainError('page-token-invalid', 'The token is not one this list has given out.')
  }
  const [at, ...names] = JSON.parse(text) as [string, ...string[]]
  return { at, names }
}

const digestLength = 16

const digest = (list: string, tenant: string, text: string): string =>
  createHash('sha256').update([list, tenant, text].join('\n')).digest('base64url').slice(0, digestLength)
