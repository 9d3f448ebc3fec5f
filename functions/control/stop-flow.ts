import { flowCommand } from './_dialect/families/flow.ts'

/** Stops a flow: no further runs begin. A flow that is stopped already stays as it is. */
export default flowCommand.operation({
  name: 'StopFlow',
  route: 'POST /flows/{flow}/stop',
  example: { request: { flow: '<flowName>' }, answer: { flow: '<flowName>', status: 'inactive' } },
  permission: 'flows.control',
  fails: ['flow-not-stoppable', 'flow-on-demand'],
  action: 'stop',
})
