import { flowCommand, start } from '../_dialect/families/command.ts'

/** Starts a flow that is inactive: it is starting until its trigger is armed, then active. */
export default flowCommand.operation({
  name: 'StartFlow',
  route: 'POST /flows/{id}/start',
  example: { request: { id: '<hubFlowId>' }, answer: { data: { id: '<hubFlowId>', status: 'starting' }, meta: {} } },
  permission: 'flows.control',
  fails: ['flow-not-startable'],
  action: start,
})
