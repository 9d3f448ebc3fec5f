import { findFlowWithDefinition } from '#app/flows/find-flow-with-definition.ts'
import { retryOnConflict } from '#runtime/invocation/invoke-operation.ts'
import * as t from '#runtime/declarations/schema.ts'
import { isMembers } from '#core/hub/content.ts'
import { updatedFlow } from '../_dialect/bodies/updated-flow.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { entryOf, idOf, saying } from '../_dialect/refusals.ts'
import { NoMeta, Refused } from '../_dialect/types.ts'
import { FlowView, flowView } from '../_dialect/views/flow.ts'

/** Updates several flows, each as UpdateFlow does; one that is refused does not stop the others. */
export default operation({
  name: 'BulkUpdateFlows',
  route: 'PATCH /flows/bulk',
  example: {
    request: { flows: [{ id: '<hubFlowId>', name: 'A to B' }] },
    answer: { data: [examples.flow], meta: {} },
  },
  permission: ['flows.bulk', 'flows.edit'],
  input: t.object({ flows: t.optional(t.unknown()) }),
  body: 'flows',
  output: t.object({ data: t.array(t.union([FlowView, Refused])), meta: NoMeta }),
  fails: [],
  effects: { updates: ['flow', 'tally'], creates: ['flow-pointer', 'definition'] },
  uses: { findFlowWithDefinition },
  async run({ flows = {} }, context) {
    const { use, commit } = context
    const update = async (body: unknown) => {
      const id = idOf(isMembers(body) ? body.id : undefined)
      const found = await saying(`Flow ${id} not found`, () => use.findFlowWithDefinition({ id }))
      const { after, definition, change } = updatedFlow(found, body, context, `Flow ${id}`)
      const view = flowView(after, definition)
      await commit(change, { data: [view], meta: {} })
      return view
    }
    const data = []
    for (const body of Array.isArray(flows) ? (flows as unknown[]) : [flows])
      data.push(await retryOnConflict(() => update(body)).catch(entryOf))
    return { data, meta: {} }
  },
})
