import { createHash } from 'node:crypto'
import type { Author } from '../actor.ts'
import type { EntityName, Items } from '../items.ts'
import { present } from '../present.ts'
import type { AuditedThing, AuditRecord } from './audit-record.ts'
import type { AuditedEntity } from './audited-entities.ts'
import { auditedOf } from './audited.ts'
import { differenceOf } from './differences.ts'

/** A change of an item as the stream tells it. */
export interface ToldChange {
  entity: EntityName
  before?: unknown
  after?: unknown
  /** Who made it; absent for items of before there was an audit trail, and for those that expired. */
  author?: Author
}

type Item = Items[AuditedEntity]

const secondsKept = 400 * 24 * 60 * 60

/**
 * The record of a change: one for each creation and deletion of a thing and for each update of what is recorded of it. Undefined for
 * everything else. The same change makes the same record, whenever.
 */
export function recordChange({ entity, before, after, author }: ToldChange): AuditRecord | undefined {
  const data = auditedOf(entity)
  const [old, current] = [before, after] as (Item | undefined)[]
  const item = current ?? old
  const difference = data && differenceOf(data, old, current)
  if (!author || !item || !difference) return undefined
  const verb = !current ? 'deleted' : data.verb ? data.verb(old, current) : old ? 'updated' : 'created'
  if (verb === undefined) return undefined
  const { kind, key, id, name } = data
  const thing = present({ kind, key: key(item), thingId: id?.(item), name: name?.(item) })
  const version = ('version' in item ? item.version : 0) + (current ? 0 : 1)
  return {
    ...thing,
    ...difference,
    tenant: item.tenant,
    id: recordId(thing, version, author),
    version,
    verb,
    ...authorship(author),
  }
}

const authorship = ({ name, kind, via, at, requestId }: Author) => ({
  actorName: name,
  actorKind: kind,
  door: via === 'internal' ? 'sluice' : via,
  requestId,
  at,
  expiresAt: Math.floor(Date.parse(at) / 1000) + secondsKept,
})

/** What tells a change from all others: the thing, its version then, and the request, since a key may be used again. */
function recordId({ kind, key }: AuditedThing, version: number, { at, name, via, requestId }: Author): string {
  const parts = [kind, key, String(version), at, via, requestId, name]
  return `${at}-${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 24)}`
}
