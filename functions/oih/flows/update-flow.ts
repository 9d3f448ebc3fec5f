import { findFlowWithDefinition } from '#app/flows/find-flow-with-definition.ts'
import * as t from '#runtime/declarations/schema.ts'
import { updatedFlow } from '../_dialect/bodies/updated-flow.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { idOf, saying } from '../_dialect/refusals.ts'
import { Id, NoMeta } from '../_dialect/types.ts'
import { FlowView, flowView } from '../_dialect/views/flow.ts'

/** Replaces members of a flow that is inactive: those that are given, each as a whole; `null` removes one. */
export default operation({
  name: 'UpdateFlow',
  route: 'PATCH /flows/{id}',
  example: { request: { id: '<hubFlowId>', flow: { name: 'A to B' } }, answer: { data: examples.flow, meta: {} } },
  permission: 'flows.edit',
  input: t.object({ id: Id, flow: t.optional(t.unknown()) }),
  body: 'flow',
  output: t.object({ data: FlowView, meta: NoMeta }),
  fails: ['flow-not-found', 'flow-in-use', 'flow-made-elsewhere'],
  effects: { updates: ['flow', 'tally'], creates: ['flow-pointer', 'definition'] },
  uses: { findFlowWithDefinition },
  async run({ id, flow: body }, context) {
    const address = { id: idOf(id) }
    const found = await saying('Flow not found', () => context.use.findFlowWithDefinition(address))
    const { after, definition, change } = updatedFlow(found, body, context)
    return context.commit(change, { data: flowView(after, definition), meta: {} })
  },
})
