import type { Keys } from './keys.ts'

/**
 * The keys of the audit trail. A record lies beside the others of its thing, and is listed by time, and by actor and time. A removal has a
 * partition of its own, not that of what was deleted: functions that may leave one can put nothing else.
 */
export const auditKeys: { 'audit-record': Keys<'audit-record'>; removal: Keys<'removal'> } = {
  'audit-record': {
    key: (tenant, kind, key, id) => ({ pk: `${tenant}|audit-record|${kind}|${key}`, sk: `audit-record|${id}` }),
    names: (record) => [record.kind, record.key, record.id],
    listed: (record) => record.id,
    changed: (record) => record.id,
    changedUnder: 'actorName',
    json: ['changed', 'from', 'to'],
  },
  removal: {
    key: (tenant, of, version, madeAt) => ({ pk: `${tenant}|removal|${of}`, sk: `removal|${version}|${madeAt}` }),
    names: ({ of, version, madeAt }) => [of, String(version), madeAt],
  },
}
