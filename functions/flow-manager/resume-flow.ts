import { flowCommand } from './_dialect/families/command.ts'
import * as examples from './_dialect/examples.ts'

/** Resumes a paused flow, where it left off. Answers how it is then. */
export default flowCommand.operation({
  name: 'ResumeFlow',
  route: 'POST /flows/{flow_id}/resume',
  example: { request: { flow_id: '<managedFlowId>' }, answer: { ...examples.status, status: 'running' } },
  permission: 'flows.control',
  action: 'resume',
})
