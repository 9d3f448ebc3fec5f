import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { auditList, auditQuery, auditSelection, readAuditSelection } from './_dialect/bodies/audit.ts'
import { operation } from './_dialect/dialect.ts'
import { page, pageQuery, pageSize } from './_dialect/paging.ts'
import { AuditRecordView, auditRecordView } from './_dialect/views/audit-record.ts'

/** A flow that a user started. */
const example = {
  id: '2026-03-02T09:30:00.000Z-5f0c3a9be1724d8860c1f7a2',
  at: '2026-03-02T09:30:00.000Z',
  actor: { name: 'owner', kind: 'user' },
  door: 'flow-manager',
  requestId: '019cadde-90c0-7d4e-b1c2-3f5a7e908b16',
  verb: 'started',
  thing: { kind: 'flow', key: 'orders-to-lake', id: '019caddfc2007e648d197b3f', name: 'orders-to-lake' },
  version: 2,
  changed: ['status', 'startedVersion'],
  from: { status: 'inactive' },
  to: { status: 'active', startedVersion: 1 },
} as const

/**
 * Lists who changed what, newest first, over the last 400 days: everything, or what was done to a thing (`kind` and `key`), by an
 * actor, from one time on and before another. A change shows a moment after it was made. A page of a thing's records by one
 * actor may hold fewer than were asked for, and none, while `nextToken` says that more are to come. Who sees own flows
 * only sees the records of their own changes.
 */
export default operation({
  name: 'ListAudit',
  route: 'GET /audit',
  example: { request: {}, answer: { records: [example] } },
  permission: 'audit.read',
  watchable: true,
  input: t.strictObject({ ...auditSelection, ...page }),
  query: [...auditQuery, ...pageQuery],
  output: t.object({ records: t.array(AuditRecordView), nextToken: t.optional(t.string()) }),
  fails: ['page-token-invalid'],
  effects: { readsAudit: true },
  async run({ maxResults = pageSize, nextToken, ...selection }, { caller, listAudit }) {
    const after = readPageToken(auditList, caller.tenant, nextToken)
    const { items, next } = await listAudit(readAuditSelection(selection), { limit: maxResults, after })
    return { records: items.map(auditRecordView), nextToken: writePageToken(auditList, caller.tenant, next) }
  },
})
