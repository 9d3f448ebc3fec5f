import { createHash } from 'node:crypto'
import type { Author } from '../actor.ts'
import type { EntityName, Items } from '../items.ts'
import { present } from '../present.ts'
import type { AuditedThing, AuditRecord, Removal } from './audit-record.ts'
import { auditedOf, type Audited, type AuditedEntity } from './audited.ts'
import { differenceOf } from './differences.ts'

/** A change of an item as the stream tells it. */
export interface ToldChange {
  entity: EntityName
  before?: unknown
  after?: unknown
  /** Who made it; absent for items of before there was an audit trail. */
  author?: Author
}

type Item = Items[AuditedEntity]

const day = 24 * 60 * 60
const daysKept = 400

/**
 * The record of a change: one for each creation, each update of what is recorded of a thing, and each removal that was left by a
 * deletion. Undefined for everything else, and for what expired by itself. The same change makes the same record, whenever.
 */
export function recordChange({ entity, before, after, author }: ToldChange): AuditRecord | undefined {
  if (!author || after === undefined) return undefined
  if (entity === 'removal') return before ? undefined : recordRemoval(after as Removal, author)
  const data = auditedOf(entity)
  if (!data) return undefined
  const [old, current] = [before as Item | undefined, after as Item]
  const difference = differenceOf(data, old, current)
  const verb = data.verb ? data.verb(old, current) : old ? 'updated' : 'created'
  if (!difference || verb === undefined) return undefined
  const thing = thingOf(data, current)
  const version = versionOf(current)
  const id = recordId(thing, version, author)
  return { ...thing, ...difference, tenant: current.tenant, id, version, verb, ...authorship(author) }
}

/** What a deletion leaves for the relay; undefined of what is not recorded. */
export function removalOf(entity: EntityName, before: unknown, author: Author): Removal | undefined {
  const data = auditedOf(entity)
  const item = before as Item
  const difference = data && differenceOf(data, item, undefined)
  if (!difference) return undefined
  const thing = thingOf(data, item)
  const version = versionOf(item) + 1
  const id = recordId(thing, version, author)
  return { ...thing, ...difference, tenant: item.tenant, id, version, expiresAt: after(author.at, 2) }
}

const recordRemoval = ({ expiresAt: _, ...removal }: Removal, author: Author): AuditRecord => ({
  ...removal,
  verb: 'deleted',
  ...authorship(author),
})

const authorship = ({ name, kind, via, at, requestId }: Author) => ({
  actorName: name,
  actorKind: kind,
  door: via === 'internal' ? 'sluice' : via,
  requestId,
  at,
  expiresAt: after(at, daysKept),
})

const thingOf = (data: Audited<Item>, item: Item): AuditedThing =>
  present({ kind: data.kind, key: data.key(item), thingId: data.id?.(item), name: data.name?.(item) })

const versionOf = (item: Item): number => ('version' in item ? item.version : 0)

/** What tells a change from all others: the thing, its version then, and the request, since a key may be used again. */
function recordId({ kind, key }: AuditedThing, version: number, { at, name, via, requestId }: Author): string {
  const parts = [kind, key, String(version), at, via, requestId, name]
  return `${at}-${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 24)}`
}

const after = (at: string, days: number): number => Math.floor(Date.parse(at) / 1000) + days * day
