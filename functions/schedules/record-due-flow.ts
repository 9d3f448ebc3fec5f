import { recordDue } from '#core/flows/record-due.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/**
 * What a flow's schedule invokes: records that the flow was due. The schedule may call twice, late, or after the flow
 * was stopped or deleted and made again; only a new due time of the incarnation it was armed for, still active, counts.
 */
export default task({
  name: 'RecordDueFlow',
  input: t.object({
    tenant: t.string(),
    flowKey: t.optional(t.string()),
    /** What schedules that were armed before docs/decisions/0042 say for the key. */
    flowName: t.optional(t.string()),
    flowId: t.string(),
    dueAt: t.iso.datetime(),
  }),
  effects: { reads: ['flow'], updates: ['flow'] },
  async run({ flowName = '', flowKey = flowName, flowId, dueAt }, { read, commit }) {
    const flow = await read.flow(flowKey)
    const due = flow && recordDue(flow, flowId, dueAt)
    return due ? commit(due.change, { recorded: true }) : { recorded: false }
  },
})
