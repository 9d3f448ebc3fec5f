import { findFlowWithDefinition } from '#app/flows/find-flow-with-definition.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { FlowReference } from './_dialect/types.ts'
import { FlowView, flowView } from './_dialect/views/flow.ts'

/** Returns a flow of any dialect, by its handle or id: its state, its trigger and what it does. */
export default operation({
  name: 'GetFlow',
  route: 'GET /flows/{flow}',
  example: { request: { flow: '<flowName>' }, answer: examples.flow },
  permission: 'flows.read',
  input: t.strictObject({ flow: FlowReference }),
  output: FlowView,
  fails: ['flow-not-found'],
  uses: { findFlowWithDefinition },
  async run({ flow: handleOrId }, { use }) {
    const { flow, definition } = await use.findFlowWithDefinition({ handleOrId })
    return flowView(flow, definition)
  },
})
