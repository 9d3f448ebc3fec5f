import { findFlowWithDefinition } from '#app/flows/find-flow-with-definition.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { flowAt } from './_dialect/ids.ts'
import { FlowId } from './_dialect/types.ts'
import { ConfigurationView, configurationView } from './_dialect/views/configuration.ts'

/** Returns the configuration of a flow as it was stored last, with its defaults filled in. */
export default operation({
  name: 'GetConfiguration',
  route: 'GET /flows/{flow_id}',
  example: { request: { flow_id: '<managedFlowId>' }, answer: examples.configuration },
  permission: 'flows.read',
  input: t.object({ flow_id: FlowId }),
  output: ConfigurationView,
  fails: ['flow-not-found'],
  uses: { findFlowWithDefinition },
  async run({ flow_id: id }, { use }) {
    const { flow, definition } = await use.findFlowWithDefinition(flowAt(id))
    return configurationView(flow, definition)
  },
})
