import type { AuditKind } from '#core/audit/audit-record.ts'
import { invalid } from '#core/errors.ts'
import * as t from '#runtime/declarations/schema.ts'
import { AuditKindName } from '../views/audit-record.ts'

const Time = t.iso.datetime({ offset: true }).check(t.maxLength(40))

/** Which audit records: of a thing, by an actor, from one time on and before another. */
export const auditSelection = {
  kind: t.optional(AuditKindName),
  /** What the thing is known by: `thing.key` of its records. */
  key: t.optional(t.string().check(t.minLength(1), t.maxLength(1024))),
  actor: t.optional(t.string().check(t.minLength(1), t.maxLength(300))),
  from: t.optional(Time),
  to: t.optional(Time),
}
export const auditQuery = ['kind', 'key', 'actor', 'from', 'to'] as const

interface Selection {
  kind?: AuditKind
  key?: string
  actor?: string
  from?: string
  to?: string
}

/** The filter that a request describes. Throws `input-invalid` where only one of `kind` and `key` is given. */
export function readAuditSelection({ kind, key, actor, from, to }: Selection) {
  if (kind !== undefined && key === undefined) throw invalid(['key'], 'A thing has a kind and a key.', 'missing')
  if (key !== undefined && kind === undefined) throw invalid(['kind'], 'A thing has a kind and a key.', 'missing')
  const thing = kind !== undefined && key !== undefined ? { kind, key } : undefined
  return { thing, actor, from: from && inUtc(from), to: to && inUtc(to) }
}

const inUtc = (time: string): string => new Date(time).toISOString()

/** The list that page tokens of the audit trail are of: both operations go on where the other ended. */
export const auditList = 'audit'
