import { flowCommand } from './_dialect/families/flow.ts'

/** Pauses a flow: what waits is kept until it is resumed. */
export default flowCommand.operation({
  name: 'PauseFlow',
  route: 'POST /flows/{flow}/pause',
  example: { request: { flow: '<flowName>' }, answer: { flow: '<flowName>', status: 'paused' } },
  permission: 'flows.control',
  fails: ['flow-not-stoppable', 'flow-on-demand'],
  action: 'pause',
})
