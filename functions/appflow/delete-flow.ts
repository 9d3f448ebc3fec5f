import { findFlow } from '#app/flows/find-flow.ts'
import { deleteFlow, refuseWithRuns } from '#core/flows/delete-flow.ts'
import { oldestOpenRun } from '#core/runs/run-limits.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { FlowName } from './_dialect/types.ts'

/**
 * Deletes a flow and ends its runs. Only with `forceDelete` while the flow is active and scheduled or event-triggered, or while
 * a run of it is in progress.
 */
export default operation({
  name: 'DeleteFlow',
  route: 'POST /delete-flow',
  example: { request: { flowName: '<flowName>', forceDelete: true }, answer: {} },
  permission: 'flows.edit',
  input: t.object({ flowName: FlowName, forceDelete: t.optional(t.boolean()) }),
  output: t.object({}),
  fails: ['flow-not-found', 'flow-in-use'],
  effects: {
    deletes: ['flow', 'flow-pointer', 'flow-alias'],
    creates: ['tombstone'],
    updates: ['tally'],
    queriesRuns: true,
  },
  uses: { findFlow },
  async run({ flowName, forceDelete = false }, context) {
    const flow = await context.use.findFlow({ handle: flowName })
    if (!forceDelete)
      refuseWithRuns(flow, await context.runs.inProgress(flow.id, oldestOpenRun(flow.madeBy, context.at)))
    return context.commit(deleteFlow(flow, forceDelete, context.actor).change, {})
  },
})
