import { findFlow } from '#app/flows/find-flow.ts'
import { deleteFlow } from '#core/flows/delete-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { idOf, refuseUnlessInactive, saying } from '../_dialect/refusals.ts'
import { Id } from '../_dialect/types.ts'

/** Deletes a flow that is inactive and cancels its runs. */
export default operation({
  name: 'DeleteFlow',
  route: 'DELETE /flows/{id}',
  example: { request: { id: '<hubFlowId>' }, answer: { msg: 'Flow was successfully deleted' } },
  permission: 'flows.edit',
  input: t.object({ id: Id }),
  output: t.object({ msg: t.string() }),
  fails: ['flow-not-found', 'flow-in-use'],
  effects: { deletes: ['flow', 'flow-pointer', 'flow-alias'], creates: ['tombstone'], updates: ['tally'] },
  uses: { findFlow },
  async run({ id }, { actor, use, commit }) {
    const address = { id: idOf(id) }
    const flow = await saying('Flow not found', () => use.findFlow(address))
    refuseUnlessInactive(flow)
    return commit(deleteFlow(flow, true, actor).change, { msg: 'Flow was successfully deleted' })
  },
})
