import type { Keys } from './keys.ts'

/** The keys of the audit trail: a part of the tables in table.ts. */
export const auditEntities: { [E in 'audit-record' | 'removal']: Keys<E> } = {
  // Beside the other records of its thing. Listed by time, and by actor and time: both of them newest last.
  'audit-record': {
    key: (tenant, kind, key, id) => ({ pk: `${tenant}|audit-record|${kind}|${key}`, sk: `audit-record|${id}` }),
    names: (record) => [record.kind, record.key, record.id],
    listed: (record) => record.id,
    changed: (record) => record.id,
    changedUnder: 'actorName',
    json: ['changed', 'from', 'to'],
  },
  // What may be put is a removal and nothing else: it has a partition of its own.
  removal: {
    key: (tenant, of, version, madeAt) => ({ pk: `${tenant}|removal|${of}`, sk: `removal|${version}|${madeAt}` }),
    names: ({ of, version, madeAt }) => [of, String(version), madeAt],
  },
}
