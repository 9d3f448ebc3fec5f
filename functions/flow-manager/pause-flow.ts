import { flowCommand } from './_dialect/families/command.ts'
import * as examples from './_dialect/examples.ts'

/** Pauses a flow: what is in hand is kept until it is resumed. Answers how it is then. */
export default flowCommand.operation({
  name: 'PauseFlow',
  route: 'POST /flows/{flow_id}/pause',
  example: { request: { flow_id: '<managedFlowId>' }, answer: { ...examples.status, status: 'paused' } },
  permission: 'flows.control',
  action: 'pause',
})
