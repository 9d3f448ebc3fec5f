import { findCurrentTask } from '#app/flows/find-current-task.ts'
import { findFlow } from '#app/flows/find-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { FlowId } from './_dialect/types.ts'
import { StatusView, statusView } from './_dialect/views/status.ts'

/** Returns how a flow is: its status and since when, its current task, and why it is in error. */
export default operation({
  name: 'GetFlowStatus',
  route: 'GET /flows/status/{flow_id}',
  example: { request: { flow_id: '<managedFlowId>' }, answer: examples.status },
  permission: 'flows.read',
  input: t.object({ flow_id: FlowId }),
  output: StatusView,
  fails: ['flow-not-found'],
  uses: { findFlow, findCurrentTask },
  async run({ flow_id: handle }, { use }) {
    const flow = await use.findFlow({ handle })
    return statusView(flow, await use.findCurrentTask(flow))
  },
})
