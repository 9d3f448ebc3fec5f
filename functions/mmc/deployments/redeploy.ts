import { deploymentCommand } from '../_dialect/families/deployment.ts'

/** Deploys all of a deployment's versions to its targets again, whether they run there or not. */
export default deploymentCommand.operation({
  name: 'Redeploy',
  route: 'POST /api/deployments/{deploymentId}/redeploy',
  example: { request: { deploymentId: 'local$<deploymentId>' }, answer: '200 OK' },
  permission: 'deployments.control',
  action: 'redeploy',
})
