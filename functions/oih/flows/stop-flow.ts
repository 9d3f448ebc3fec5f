import { flowCommand, stop } from '../_dialect/families/command.ts'

/** Stops a flow that is active or starting: it is stopping until its trigger is disarmed, then inactive. Its runs go on. */
export default flowCommand.operation({
  name: 'StopFlow',
  route: 'POST /flows/{id}/stop',
  example: {
    request: { id: '<hubStartedFlowId>' },
    answer: { data: { id: '<hubStartedFlowId>', status: 'stopping' }, meta: {} },
  },
  permission: 'flows.control',
  fails: ['flow-not-stoppable'],
  action: stop,
})
