import { findFlowWithDefinition } from '#app/flows/find-flow-with-definition.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { describeView, FlowDescriptionView } from './_dialect/views/flow.ts'
import { FlowName } from './_dialect/types.ts'

/** Describes a flow: its configuration, its state, its tags, who changed it last, and how its newest run stands. */
export default operation({
  name: 'DescribeFlow',
  route: 'POST /describe-flow',
  example: {
    request: { flowName: '<flowName>' },
    answer: {
      ...examples.configuration,
      ...examples.flow,
      schemaVersion: 1,
    },
  },
  permission: 'flows.read',
  input: t.object({ flowName: FlowName }),
  output: FlowDescriptionView,
  fails: ['flow-not-found'],
  effects: { queriesRuns: true },
  uses: { findFlowWithDefinition },
  async run({ flowName }, context) {
    const { flow, definition } = await context.use.findFlowWithDefinition({ handle: flowName })
    const { runs } = await context.runs.ofFlow(flow.id, { limit: 1 })
    return describeView(context, flow, definition, runs[0])
  },
})
