import { deploymentCommand } from '../_dialect/deployment-commands.ts'

/** Takes everything of a deployment away from wherever it is; with nothing there it changes nothing. */
export default deploymentCommand.operation({
  name: 'Undeploy',
  route: 'POST /api/deployments/{deploymentId}/undeploy',
  example: { request: { deploymentId: '<deploymentId>' }, answer: '200 OK' },
  permission: 'deployments.control',
  action: 'undeploy',
})
