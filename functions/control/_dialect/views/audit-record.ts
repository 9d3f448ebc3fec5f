import { auditKinds, type AuditRecord } from '#core/audit/audit-record.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'

export const AuditKindName = t.oneOf(auditKinds)

/** Members by path, such as `status` or `desired.command.kind`, with their values, cut where they are long. */
const Members = t.record(t.string(), t.unknown())

export const AuditRecordView = t.object({
  /** Sorts by time. */
  id: t.string(),
  at: Instant,
  /** Who did it: a user, access key, agent, caller by IAM, or function of Sluice. */
  actor: t.object({ name: t.string(), kind: t.oneOf(['user', 'agent', 'key', 'iam', 'service']) }),
  /** Which way they came: a dialect, `direct`, `event-bridge`, or `sluice`. */
  door: t.string(),
  /** Of the request, where there was one. */
  requestId: t.optional(t.string()),
  /** `created`, `updated`, `deleted`; of flows and rollouts also the word of the event. */
  verb: t.string(),
  thing: t.object({ kind: AuditKindName, key: t.string(), id: t.optional(t.string()), name: t.optional(t.string()) }),
  /** The version that the thing has had since; 0 of things without. */
  version: t.int(),
  /** All that changed, also what is not shown. */
  changed: t.array(t.string()),
  from: Members,
  to: Members,
})

export const auditRecordView = (record: AuditRecord): t.Of<typeof AuditRecordView> => {
  const { id, at, actorName, actorKind, door, requestId, verb, kind, key, thingId, name, version } = record
  return {
    id,
    at,
    actor: { name: actorName, kind: actorKind },
    door,
    ...(requestId === '' ? {} : { requestId }),
    verb,
    thing: t.present({ kind, key, id: thingId, name }),
    version,
    changed: [...record.changed],
    from: record.from,
    to: record.to,
  }
}
