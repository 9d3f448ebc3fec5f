import { isFormerForm } from '#core/flows/former-form.ts'
import { migrateFlow } from '#core/flows/migrate-flow.ts'
import { all } from '#runtime/invocation/all.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/**
 * Brings the flows of a tenant to the form of docs/decisions/0042. Safe to run again: a flow
 * that has the form is left unchanged, and one that changes meanwhile is decided again.
 */
export default task({
  name: 'MigrateFlows',
  input: t.looseObject({}),
  runs: 'after-deployment',
  effects: {
    lists: ['flow'],
    reads: ['flow', 'user', 'tally'],
    updates: ['flow', 'tally'],
    creates: ['flow-pointer', 'definition'],
  },
  timeoutSeconds: 900,
  async run(_input, { caller: { tenant }, list, read, commit }) {
    if (await read.tally('flows migrated')) return { migrated: 0 }
    let migrated = 0
    // A flow of the former form has its name as key and handle.
    for (const { handle } of await all(list.flow)) {
      const flow = await read.flow(handle)
      if (!flow || !isFormerForm(flow)) continue
      const owner = await read.user(flow.createdBy)
      await commit(migrateFlow(flow, owner?.id).change, {})
      migrated++
    }
    // Done when a whole run has found nothing to do: functions of the version before may still have been at work.
    if (migrated === 0) await commit([{ kind: 'count', entity: 'tally', tenant, name: 'flows migrated', by: 1 }], {})
    return { migrated }
  },
})
