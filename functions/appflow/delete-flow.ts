import { findFlow } from '#app/flows/find-flow.ts'
import { deleteFlow } from '#core/flows/delete-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { FlowName } from './_dialect/types.ts'

/** Deletes a flow; an active scheduled or event-triggered flow is deleted only with `forceDelete`. */
export default operation({
  name: 'DeleteFlow',
  route: 'POST /delete-flow',
  example: { request: { flowName: '<flowName>', forceDelete: true }, answer: {} },
  permission: 'flows.edit',
  input: t.object({ flowName: FlowName, forceDelete: t.optional(t.boolean()) }),
  output: t.object({}),
  fails: ['flow-not-found', 'flow-in-use'],
  effects: { deletes: ['flow', 'flow-pointer', 'flow-alias'], creates: ['tombstone'], updates: ['tally'] },
  uses: { findFlow },
  async run({ flowName, forceDelete = false }, context) {
    const flow = await context.use.findFlow({ handle: flowName })
    return context.commit(deleteFlow(flow, forceDelete, context.actor).change, {})
  },
})
