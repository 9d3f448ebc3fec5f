import type { Author } from '#core/actor.ts'
import { isAudited } from '#core/audit/audited-entities.ts'
import type { EntityName } from '#core/items.ts'
import type { Table } from './dynamo.ts'

/**
 * Who wrote an item last, as an attribute of it that is no member: a text of about a hundred bytes, written by `commit` and by moves with
 * whatever else they write of it, and read from the stream alone (docs/decisions/0076).
 */
export const authorName = 'changedBy'

/** A table whose changes are made by somebody. */
export const signed = (table: Table, author: Author): Table => ({ ...table, author })

/** By whom a table's changes are made: by Sluice itself where nobody else is said to. */
export const authorOf = ({ author }: Table): Author =>
  author ?? { name: 'sluice', kind: 'service', via: 'internal', at: new Date().toISOString(), requestId: '' }

/** Who invokes a function directly may call the request anything. */
const longestRequestId = 128

/** An author as an item has it. */
export const authorText = ({ at, via, kind, requestId, name }: Author): string =>
  [at, via, kind, requestId.replaceAll('|', '/').slice(0, longestRequestId).toWellFormed(), name].join('|')

/** Who writes an item of an entity, as an attribute of it; none where nothing tells of its changes. */
export const authorship = (entity: EntityName, author: Author): Record<string, string> =>
  entity === 'removal' || isAudited(entity) ? { [authorName]: authorText(author) } : {}

/** The author in a stored row; undefined where none is noted. */
export function authorIn(row: Record<string, unknown>): Author | undefined {
  const text = row[authorName]
  if (typeof text !== 'string') return undefined
  const [at = '', via = '', kind = '', requestId = '', ...name] = text.split('|')
  return { at, via, kind: kind as Author['kind'], requestId, name: name.join('|') }
}
