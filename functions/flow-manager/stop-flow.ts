import { flowCommand } from './_dialect/families/command.ts'
import * as examples from './_dialect/examples.ts'

/** Stops a flow: softly, when what is in hand is done, or with `type` 1 at once. Answers how it is then. */
export default flowCommand.operation({
  name: 'StopFlow',
  route: 'POST /flows/{flow_id}/stop',
  example: { request: { flow_id: '<managedFlowId>' }, answer: { ...examples.status, status: 'stopped' } },
  permission: 'flows.control',
  action: 'stop',
})
