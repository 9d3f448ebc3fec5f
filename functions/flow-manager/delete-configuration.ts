import { findFlow } from '#app/flows/find-flow.ts'
import { deleteFlow } from '#core/flows/delete-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { unknownIsInvalid } from './_dialect/errors.ts'
import { flowAt } from './_dialect/ids.ts'
import { FlowId } from './_dialect/types.ts'
import { changeOf } from './_dialect/views/change.ts'

/** Deletes a flow, whatever its status and whichever API it was made through; what it has in hand is dropped. */
export default operation({
  name: 'DeleteConfiguration',
  route: 'DELETE /flows/{flow_id}',
  example: {
    request: { flow_id: '<managedFlowId>' },
    answer: { status: 'Configuration deleted', details: [{ flow_id: '<managedFlowId>', status: 'deleted' }] },
  },
  permission: 'flows.edit',
  input: t.object({ flow_id: FlowId }),
  output: changeOf(t.literal('deleted')),
  errors: unknownIsInvalid,
  fails: ['flow-not-found'],
  effects: { deletes: ['flow', 'flow-pointer', 'flow-alias'], creates: ['tombstone'], updates: ['tally'] },
  uses: { findFlow },
  async run({ flow_id: id }, { actor, use, commit }) {
    const flow = await use.findFlow(flowAt(id))
    const details = [{ flow_id: id, status: 'deleted' as const }]
    return commit(deleteFlow(flow, true, actor).change, { status: 'Configuration deleted', details })
  },
})
