import { findFlowWithDefinition } from '#app/flows/find-flow-with-definition.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { idOf, saying } from '../_dialect/refusals.ts'
import { Id, NoMeta } from '../_dialect/types.ts'
import { FlowView, flowView } from '../_dialect/views/flow.ts'

/** Returns a flow, whichever API it was made through. */
export default operation({
  name: 'GetFlow',
  route: 'GET /flows/{id}',
  example: { request: { id: '<hubFlowId>' }, answer: { data: examples.flow, meta: {} } },
  permission: 'flows.read',
  input: t.object({ id: Id }),
  output: t.object({ data: FlowView, meta: NoMeta }),
  fails: ['flow-not-found'],
  uses: { findFlowWithDefinition },
  async run({ id }, { use }) {
    const address = { id: idOf(id) }
    const { flow, definition } = await saying('No flow found', () => use.findFlowWithDefinition(address))
    return { data: flowView(flow, definition), meta: {} }
  },
})
