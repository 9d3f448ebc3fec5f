import { flowCommand } from './_dialect/families/command.ts'
import * as examples from './_dialect/examples.ts'

/** Starts a flow that is stopped or in error, and answers how it is then. */
export default flowCommand.operation({
  name: 'StartFlow',
  route: 'POST /flows/{flow_id}/start',
  example: { request: { flow_id: '<managedFlowId>' }, answer: { ...examples.status, status: 'running' } },
  permission: 'flows.control',
  action: 'start',
})
