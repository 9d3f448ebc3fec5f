import type { AuditRecord } from '#core/audit/audit-record.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { auditList, auditQuery, auditSelection, readAuditSelection } from './_dialect/bodies/audit.ts'
import { operation } from './_dialect/dialect.ts'
import { pageQuery } from './_dialect/paging.ts'
import { auditRecordView } from './_dialect/views/audit-record.ts'

/** Lambda answers with 6 MB at most. */
const mostBytes = 4 * 1024 * 1024
const usual = 500

/**
 * Returns the records that ListAudit lists as JSON lines, newest first: up to 1,000 and 4 MB of them. Where more are to come, the
 * header `x-sluice-next-token` has the `nextToken` to go on with.
 */
export default operation({
  name: 'ExportAudit',
  route: 'GET /audit/export',
  example: {
    request: { maxResults: 100 },
    answer: { mediaType: 'application/x-ndjson', text: '{"verb":"started","thing":{"kind":"flow"}}\n' },
  },
  permission: 'audit.read',
  input: t.strictObject({
    ...auditSelection,
    maxResults: t.optional(t.int().check(t.minimum(1), t.maximum(1000))),
    nextToken: t.optional(t.string().check(t.maxLength(2048))),
  }),
  query: [...auditQuery, ...pageQuery],
  output: t.document,
  isDocument: true,
  fails: ['page-token-invalid'],
  effects: { readsAudit: true },
  async run({ maxResults = usual, nextToken, ...selection }, { caller, listAudit }) {
    const after = readPageToken(auditList, caller.tenant, nextToken)
    const { items, next } = await listAudit(readAuditSelection(selection), { limit: maxResults, after })
    const { lines, last } = linesOf(items)
    const token = writePageToken(auditList, caller.tenant, last === items.at(-1) ? next : last?.id)
    const headers: Record<string, string> = token === undefined ? {} : { 'x-sluice-next-token': token }
    return new Reply({ mediaType: 'application/x-ndjson', text: lines }, headers)
  },
})

/** The records as lines, as far as an answer takes them, and the last that it took. */
function linesOf(records: readonly AuditRecord[]): { lines: string; last: AuditRecord | undefined } {
  const lines: string[] = []
  let bytes = 0
  let last: AuditRecord | undefined
  for (const record of records) {
    const line = `${JSON.stringify(auditRecordView(record))}\n`
    bytes += Buffer.byteLength(line)
    if (bytes > mostBytes) break
    lines.push(line)
    last = record
  }
  return { lines: lines.join(''), last }
}
