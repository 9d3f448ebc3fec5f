import { auditedEntities } from '#core/audit/audited-entities.ts'
import { recordChange } from '#core/audit/record-change.ts'
import { batchEffect } from '#runtime/declarations/relay.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'

/** How many changes are recorded at once. */
const atOnce = 20

/**
 * Records each change of what people care about in the audit trail, once: a record's id follows from the change, and one that is there
 * stays as it is. Who deleted something is told by what the deletion has left; what expired is not recorded.
 */
export default batchEffect({
  name: 'RecordChanges',
  entities: auditedEntities,
  effects: { writesAudit: true },
  async run(changes, { readRemover, writeAuditRecord }) {
    await concurrently(atOnce, changes, async (change) => {
      const author = change.after ? change.author : await readRemover(change)
      const record = recordChange({ ...change, author })
      if (record) await writeAuditRecord(record)
    })
  },
})
