import { auditedEntities } from '#core/audit/audited.ts'
import { recordChange } from '#core/audit/record-change.ts'
import { batchEffect } from '#runtime/declarations/relay.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'

/** How many records are written at once. */
const atOnce = 20

/**
 * Records each change of what people care about in the audit trail, once: a record's id follows from the change, and one that is there
 * stays as it is. What was deleted is told by what its deletion left beside it.
 */
export default batchEffect({
  name: 'RecordChanges',
  entities: [...auditedEntities, 'removal'],
  effects: { writesAudit: true },
  async run(changes, { writeAuditRecord }) {
    const records = changes.map(recordChange).filter((record) => record !== undefined)
    await concurrently(atOnce, records, writeAuditRecord)
  },
})
