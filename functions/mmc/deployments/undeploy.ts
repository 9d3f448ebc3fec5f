import { deploymentCommand } from '../_dialect/families/deployment.ts'

/** Removes a deployment from all its targets; when it is deployed nowhere, nothing changes. */
export default deploymentCommand.operation({
  name: 'Undeploy',
  route: 'POST /api/deployments/{deploymentId}/undeploy',
  example: { request: { deploymentId: 'local$<deploymentId>' }, answer: '200 OK' },
  permission: 'deployments.control',
  action: 'undeploy',
})
