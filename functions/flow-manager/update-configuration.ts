import { findFlow } from '#app/flows/find-flow.ts'
import { labelOf } from '#core/flows/create-flow.ts'
import { redefineFlow } from '#core/flows/update-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { readConfiguration } from './_dialect/bodies/configuration.ts'
import { operation, refusal } from './_dialect/dialect.ts'
import { unknownIsInvalid } from './_dialect/errors.ts'
import * as examples from './_dialect/examples.ts'
import { flowAt } from './_dialect/ids.ts'
import { FlowId } from './_dialect/types.ts'
import { ChangeView } from './_dialect/views/change.ts'
import { statusWords } from './_dialect/words.ts'

/** Replaces the configuration of a flow, whatever its status; what runs goes on with the former one until its next start. */
export default operation({
  name: 'UpdateConfiguration',
  route: 'PUT /flows/{flow_id}',
  example: {
    request: { flow_id: '<managedFlowId>', configuration: examples.given },
    answer: { status: 'Configuration updated', details: [{ flow_id: '<managedFlowId>', status: 'running' }] },
  },
  permission: 'flows.edit',
  input: t.object({ flow_id: FlowId, configuration: t.optional(t.unknown()) }),
  body: 'configuration',
  output: ChangeView,
  errors: unknownIsInvalid,
  fails: ['flow-not-found', 'flow-made-elsewhere', 'configuration-invalid'],
  effects: { updates: ['flow', 'tally'], creates: ['flow-pointer', 'definition'] },
  uses: { findFlow },
  async run({ flow_id: id, configuration: given }, { actor, use, commit }) {
    const flow = await use.findFlow(flowAt(id))
    const { configuration, problems } = readConfiguration(given, id)
    if (!configuration) throw refusal('configuration-invalid', problems.join('; '))
    const { name, definition } = configuration
    const { after, change } = redefineFlow(flow, 'flow-manager', definition, { label: labelOf(name) }, actor)
    const details = [{ flow_id: id, status: statusWords[after.status] }]
    return commit(change, { status: 'Configuration updated', details })
  },
})
