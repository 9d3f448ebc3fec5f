import { flowCommand } from './_dialect/families/flow.ts'

/** Resumes a paused flow. */
export default flowCommand.operation({
  name: 'ResumeFlow',
  route: 'POST /flows/{flow}/resume',
  example: { request: { flow: '<flowName>' }, answer: { flow: '<flowName>', status: 'active' } },
  permission: 'flows.control',
  fails: ['flow-not-startable', 'flow-on-demand'],
  action: 'resume',
})
