import { findFlow } from '#app/flows/find-flow.ts'
import { deleteFlow } from '#core/flows/delete-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { FlowReference } from './_dialect/types.ts'

/** Deletes a flow of any dialect; one whose trigger is switched on only with `force`. */
export default operation({
  name: 'DeleteFlow',
  route: 'DELETE /flows/{flow}',
  example: { request: { flow: '<flowName>', force: true }, answer: {} },
  permission: 'flows.edit',
  input: t.strictObject({ flow: FlowReference, force: t.optional(t.boolean()) }),
  query: ['force'],
  output: t.object({}),
  fails: ['flow-not-found', 'flow-in-use'],
  effects: { deletes: ['flow', 'flow-pointer', 'flow-alias'], creates: ['tombstone'], updates: ['tally'] },
  uses: { findFlow },
  async run({ flow: handleOrId, force = false }, { actor, use, commit }) {
    const flow = await use.findFlow({ handleOrId })
    return commit(deleteFlow(flow, force, actor).change, {})
  },
})
