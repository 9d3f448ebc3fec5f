import { flowCommand } from './_dialect/families/flow.ts'

/** Starts a flow: its trigger is accepted from now on. A flow that is started already stays as it is. */
export default flowCommand.operation({
  name: 'StartFlow',
  route: 'POST /flows/{flow}/start',
  example: { request: { flow: '<flowName>' }, answer: { flow: '<flowName>', status: 'active' } },
  permission: 'flows.control',
  fails: ['flow-not-startable', 'flow-on-demand'],
  action: 'start',
})
